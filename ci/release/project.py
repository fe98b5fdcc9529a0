"""What a release is called, and where it is published: everything comes from Cargo.toml."""
import hashlib
import pathlib
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
NAME = PACKAGE["name"]
VERSION = PACKAGE["version"]
REPOSITORY = PACKAGE["repository"]
# Features of the program that a release has besides the default ones: as in `ci/build-release` and python/pyproject.toml.
FEATURES = "png"
# What the program is built from, besides Cargo.toml: as in `print_sources` of ci/action.sh.
SOURCES = ["Cargo.lock", "schemas", "src", "templates"]
# The targets of a release. The Linux programs are linked with musl, so that they run on every distribution.
TARGETS = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-musl",
]


def program_name(target: str) -> str:
    return f"{NAME}.exe" if "windows" in target else NAME


def archive_stem(target: str) -> str:
    """The name of an archive without its extension, and of the only folder in it."""
    return f"{NAME}-v{VERSION}-{target}"


def archive_name(target: str) -> str:
    return archive_stem(target) + (".zip" if "windows" in target else ".tar.gz")


def archive_url(target: str) -> str:
    return f"{REPOSITORY}/releases/download/v{VERSION}/{archive_name(target)}"


def read_checksums(dist: pathlib.Path) -> dict[str, str]:
    """The checksums of a release by file name."""
    lines = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}


def write_checksums(dist: pathlib.Path) -> str:
    """Writes the checksums of every file of a release."""
    files = [path for path in sorted(dist.iterdir()) if path.name != "SHA256SUMS"]
    text = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    (dist / "SHA256SUMS").write_text(text, encoding="utf-8", newline="\n")
    return text


def write_sources(root: pathlib.Path = ROOT) -> str:
    """The checksums of the sources, by which the action knows whether an archive holds the program of its own commit. A mirror sets
    another `repository` in Cargo.toml and has the same program."""
    paths = [path for name in SOURCES for path in [root / name, *(root / name).rglob("*")] if path.is_file()]
    manifest = (root / "Cargo.toml").read_bytes().splitlines(keepends=True)
    contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    contents["Cargo.toml"] = b"".join(line for line in manifest if not line.startswith(b"repository = "))
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items()))

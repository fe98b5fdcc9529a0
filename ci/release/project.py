"""What a release is called, and where it is published: everything comes from Cargo.toml."""
import pathlib
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
NAME = PACKAGE["name"]
VERSION = PACKAGE["version"]
REPOSITORY = PACKAGE["repository"]
# Features of the program that a release has besides the default ones: as in `ci/build-release` and python/pyproject.toml.
FEATURES = "png"
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

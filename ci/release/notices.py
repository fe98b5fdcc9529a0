"""The notices of third parties: which crates the program contains, and the text of the licence that each is used under."""
import pathlib
import re
import subprocess

from project import NAME, ROOT

# Of licences to choose from, the first of this list is used. `deny.toml` allows no others.
PREFERRED = ["MIT", "Apache-2.0", "MIT-0", "Zlib", "Unicode-3.0", "BSD-3-Clause", "BSD-2-Clause"]
# Words of file names by which a crate that has one file for each licence distinguishes them.
MARKS = {
    "MIT": "mit", "Apache-2.0": "apache", "MIT-0": "mit-0", "Zlib": "zlib", "Unicode-3.0": "unicode", "BSD-3-Clause": "bsd",
    "BSD-2-Clause": "bsd",
}
TEXT = re.compile(r"^(licen[sc]e|copying)", re.IGNORECASE)


def choose_licences(expression: str) -> list[str]:
    """The licences that a crate is used under: one for each part of the expression that `AND` joins."""
    chosen = []
    for part in expression.replace("/", " OR ").split(" AND "):
        offered = [licence.strip() for licence in part.strip("() ").split(" OR ")]
        usable = [licence for licence in PREFERRED if licence in offered]
        if not usable:
            raise SystemExit(f"no known licence in {expression}")
        chosen.append(usable[0])
    return chosen


def find_texts(package: dict, licence: str) -> list[str]:
    """The texts that the crate contains for a licence. Crates without any are used under the standard text."""
    folder = pathlib.Path(package["manifest_path"]).parent
    texts = [path for path in sorted(folder.iterdir()) if path.is_file() and TEXT.match(path.name)]
    marked = [path for path in texts if MARKS[licence] in path.name.lower()]
    # The text of a crate with more than one origin may refer to others in a folder.
    inherited = [path for path in sorted(folder.glob(".licenses/*")) if MARKS[licence] in path.name.lower()]
    # A file without a mark of any licence has the text of the only one, or of all.
    unmarked = [path for path in texts if not any(mark in path.name.lower() for mark in [*MARKS.values(), "bsd", "copying"])]
    notices = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name.upper().startswith("NOTICE")]
    found = [path.read_text(encoding="utf-8").replace("\r\n", "\n").strip() for path in (marked or unmarked) + inherited + notices]
    if found:
        return found
    if licence != "MIT":
        raise SystemExit(f"{package['name']} {package['version']} contains no text of {licence}")
    holders = ", ".join(package["authors"]) or f"The authors of {package['name']}"
    standard = (ROOT / "LICENSE-MIT").read_text(encoding="utf-8")
    return [re.sub(r"Copyright .*", f"Copyright (c) {holders}", standard, count=1).strip()]


def write_notices(packages: list[dict]) -> str:
    lines = [
        f"{NAME} contains the crates below, each under the licences that are named with it. The texts follow the list.",
        "The Rust standard library and what it contains: THIRD-PARTY-RUST.html. The Linux programs contain musl, and all of them a font: see the end.",
        "",
    ]
    users: dict[str, list[str]] = {}
    for package in packages:
        title = f"{package['name']} {package['version']}"
        licences = choose_licences(package["license"])
        lines.append(f"- {title}: {' and '.join(licences)}, {package['repository'] or 'no repository is named'}")
        for licence in licences:
            for text in find_texts(package, licence):
                users.setdefault(text, []).append(title)
    # The most used texts first.
    for text, titles in sorted(users.items(), key=lambda entry: (-len(entry[1]), entry[1])):
        lines += ["", "-" * 80, f"Used by {', '.join(dict.fromkeys(titles))}:", "", text]
    musl = (ROOT / "ci/release/musl.txt").read_text(encoding="utf-8").strip()
    lines += ["", "-" * 80, "musl, in the programs for Linux:", "", musl]
    font = (ROOT / "src/graph/fonts/OFL.txt").read_text(encoding="utf-8").strip()
    lines += ["", "-" * 80, "The font in pictures (a subset of Arimo):", "", font, ""]
    return "\n".join(lines)


def read_rust_notices() -> bytes:
    """The notices of the standard library, which come with every toolchain."""
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return (pathlib.Path(sysroot) / "share/doc/rust/COPYRIGHT-library.html").read_bytes()


def read_licences(packages: list[dict]) -> dict[str, bytes]:
    """Every file about licences that a release contains, by name."""
    return {
        "LICENSE-APACHE": (ROOT / "LICENSE-APACHE").read_bytes(),
        "LICENSE-MIT": (ROOT / "LICENSE-MIT").read_bytes(),
        "THIRD-PARTY-RUST.html": read_rust_notices(),
        "THIRD-PARTY.txt": write_notices(packages).encode(),
    }

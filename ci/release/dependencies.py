"""The crates that are linked into the program, on any target of a release: from `cargo metadata`."""
import json
import subprocess

from project import FEATURES, ROOT, TARGETS


def read_dependencies() -> tuple[list[dict], dict[str, list[str]]]:
    """The packages in order of name and version, and for each ID the IDs of the packages that it uses. The first ID of the edges
    is that of the program, which is not among the packages."""
    command = ["cargo", "metadata", "--locked", "--features", FEATURES, "--format-version", "1"]
    for target in TARGETS:
        command += ["--filter-platform", target]
    ended = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    metadata = json.loads(ended.stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]

    def linked(identifier: str) -> list[str]:
        """Neither build scripts nor procedural macros nor what tests use is part of the program."""
        normal = [edge["pkg"] for edge in nodes[identifier]["deps"] if any(kind["kind"] is None for kind in edge["dep_kinds"])]
        return sorted(id_ for id_ in normal if not any("proc-macro" in part["kind"] for part in packages[id_]["targets"]))

    edges: dict[str, list[str]] = {}
    found = [root]
    while found:
        identifier = found.pop()
        if identifier not in edges:
            edges[identifier] = linked(identifier)
            found += edges[identifier]
    used = [packages[identifier] for identifier in edges if identifier != root]
    return sorted(used, key=lambda package: (package["name"], package["version"])), edges

"""The software bill of materials: CycloneDX 1.6, the crates of all targets."""
import hashlib
import json
import tomllib
import uuid

from project import NAME, PACKAGE, REPOSITORY, ROOT, VERSION


def package_url(name: str, version: str) -> str:
    return f"pkg:cargo/{name}@{version}"


def write_sbom(packages: list[dict], edges: dict[str, list[str]]) -> str:
    """The same input gives the same bytes, so there is no time in it."""
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    checksums = {package_url(entry["name"], entry["version"]): entry.get("checksum") for entry in lock}
    urls = {package["id"]: package_url(package["name"], package["version"]) for package in packages}
    program = package_url(NAME, VERSION)
    components = []
    for package in packages:
        url = urls[package["id"]]
        component = {
            "type": "library",
            "bom-ref": url,
            "name": package["name"],
            "version": package["version"],
            "description": (package["description"] or "").strip(),
            "hashes": [{"alg": "SHA-256", "content": checksums[url]}],
            "licenses": [{"expression": package["license"].replace("/", " OR ")}],
            "purl": url,
        }
        if package["repository"]:
            component["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
        components.append(component)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": NAME,
                "version": VERSION,
                "description": PACKAGE["description"],
                "licenses": [{"expression": PACKAGE["license"]}],
                "purl": program,
                "externalReferences": [{"type": "vcs", "url": REPOSITORY}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": urls.get(identifier, program), "dependsOn": sorted(urls[other] for other in others)}
            for identifier, others in sorted(edges.items(), key=lambda edge: urls.get(edge[0], program))
        ],
    }
    digest = hashlib.sha256(json.dumps(document).encode()).digest()[:16]
    document["serialNumber"] = uuid.UUID(bytes=digest, version=5).urn
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

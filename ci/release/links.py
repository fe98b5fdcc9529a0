"""Links of the repository's documents, for places that contain only some of its files."""
import re

from project import REPOSITORY, VERSION

# The target of a link or picture in Markdown, without a scheme, and not in the document itself.
RELATIVE = re.compile(r"(!?)(\[[^\[\]]*\])\((?![a-z][a-z0-9+.-]*:|#|/)([^)\s]+)\)", re.IGNORECASE)


def with_full_links(text: str) -> str:
    """A document whose relative links lead to the repository, as it is at the tag. GitHub answers `blob` with a page, and `raw` with the
    file itself, which a picture needs."""
    return RELATIVE.sub(lambda found: f"{found[1]}{found[2]}({REPOSITORY}/{'raw' if found[1] else 'blob'}/v{VERSION}/{found[3]})", text)

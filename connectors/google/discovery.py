"""Google's services, built once a process from the discovery documents that ship with the client library."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from connectors.google.transport import Http, Transport

_FILES = {"gmail": "gmail.v1.json", "calendar": "calendar.v3.json", "drive": "drive.v3.json"}


@cache
def google_service(api: str, root_url: str) -> Any:
    """The service ('gmail', 'calendar', 'drive') under a root such as https://www.googleapis.com/.

    Its address is written into the document: an endpoint option would break the paths of Calendar and Drive, uploads
    and batches. The service holds no credentials and sends nothing by itself: requests are executed with an Http.
    """
    # here, not above: only who opens a mailbox pays for the library, in start-up time and memory
    from googleapiclient import discovery

    return discovery.build_from_document(_document(api, root_url), http=Http(Transport(1)))


@cache
def batch_url(api: str, root_url: str) -> str:
    """Where batches of calls of that service go."""
    return f"{root_url}{_document(api, root_url)['batchPath']}"


def _document(api: str, root_url: str) -> dict[str, Any]:
    from googleapiclient import discovery_cache

    documents = Path(discovery_cache.__file__).parent / "documents"
    document: dict[str, Any] = json.loads((documents / _FILES[api]).read_text())
    document["rootUrl"] = root_url
    document.pop("mtlsRootUrl", None)
    if api == "gmail":  # its own host needs no service in the batch path; the shared host does
        document["batchPath"] = "batch/gmail/v1"
    return document

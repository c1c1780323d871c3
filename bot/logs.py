"""Structured JSON logs with a correlation id from push to sent mail (SPEC OP3). They hold ids, never mail content."""

import logging
import sys
from typing import Any

import structlog

# these libraries log bodies, arguments or addresses at these levels
_CHATTY = {
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "rq": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "googleapiclient": logging.ERROR,
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "openai": logging.WARNING,
    "anthropic": logging.WARNING,
    "urllib3": logging.ERROR,
    "sqlalchemy.engine": logging.WARNING,
    "aiosqlite": logging.WARNING,
}


_TELLS_BODY = ("Invalid request signature", "Unhandled request", "A global middleware")


class _NoBodies(logging.Filter):
    """Bolt logs the body of a request that is not signed, or that nobody listens to: keep the fact, drop the body."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("slack_bolt") and str(record.msg).startswith(_TELLS_BODY):
            record.msg, record.args = str(record.msg).split(" (", 1)[0], ()
        return True


_EXCEPTIONS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def _without_words(exc_info: structlog.typing.ExcInfo) -> list[dict[str, Any]]:
    """An exception's types and frames. Its words may quote mail, a row or a header with a token."""
    found = _EXCEPTIONS(exc_info)
    for one in found:
        one["exc_value"], one["exc_notes"], one["syntax_error"], one["exceptions"] = "", [], None, []
    return found


def set_up_logs(level: str) -> None:
    """Every log line of the process as one JSON object on standard output."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # no locals: they hold mail
        structlog.processors.ExceptionRenderer(_without_words),
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(_NoBodies())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

"""Structured logs: one line per event, short, without personal data; the standard library's loggers come the same way."""

import logging
import logging.config
from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=True),
]


def configure(level: str) -> None:
    """Set up structlog and logging; `level` is the name of the lowest level that is shown."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processor": structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
                    "foreign_pre_chain": SHARED,
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["console"], "level": level},
            "loggers": {
                name: {"level": "ERROR"}
                for name in ("fontTools", "weasyprint", "httpx", "httpcore", "PIL", "asyncio", "h2", "hpack")
            },
        }
    )

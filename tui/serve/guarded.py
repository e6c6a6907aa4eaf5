"""What every answer of our servers says to a browser: whom it may load from, and that it keeps and tells nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

HEADERS = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def headers(policy: str) -> dict[str, str]:
    """With this policy for what a page may load."""
    return {**HEADERS, "Content-Security-Policy": policy}


def guarded(policy: str) -> Any:
    """A middleware that puts them on every answer, refusals too; what an answer says itself stays."""
    told = headers(policy)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            error.headers.update(told)
            raise
        if not response.prepared:
            response.headers.update({name: value for name, value in told.items() if name not in response.headers})
        return response

    return guard

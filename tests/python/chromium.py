"""A browser without a window, spoken to over two pipes in the DevTools protocol."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from typing import Any

SECONDS = 60
TO, FROM = 3, 4  # where Chromium reads, and where it writes


class Chromium:
    """A running browser: `with Chromium() as browser`."""

    def __init__(self) -> None:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        assert program, "chromium is not installed"
        self._home = tempfile.mkdtemp()
        theirs, self._commands = os.pipe()
        self._answers, own = os.pipe()
        far = [fcntl.fcntl(end, fcntl.F_DUPFD, 64) for end in (theirs, own)]

        def place() -> None:
            os.dup2(far[0], TO)
            os.dup2(far[1], FROM)

        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        options += ["--no-first-run", f"--user-data-dir={self._home}", "about:blank"]
        self._process = subprocess.Popen(
            [program, *options],
            preexec_fn=place,
            pass_fds=(TO, FROM),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (theirs, own, *far):
            os.close(end)
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def _receive(self) -> dict[str, Any]:
        end = time.monotonic() + SECONDS
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], max(0, end - time.monotonic()))
            part = os.read(self._answers, 1 << 20) if ready else b""
            assert part, "the browser does not answer"
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def do(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """A command's result; events that come before it are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def wait_for(self, method: str, session: str) -> None:
        """Until an event of a page has come."""
        while not any(
            one.get("method") == method and one.get("sessionId") == session for one in self.events
        ):
            self.events.append(self._receive())

    def open(self, address: str, width: int, *, dark: bool = False, height: int = 900) -> Tab:
        """A page that is loaded."""
        return Tab(self, address, width, height, dark)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *details: object) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._commands)
        os.close(self._answers)
        shutil.rmtree(self._home, ignore_errors=True)


class Tab:
    """A page."""

    def __init__(
        self, browser: Chromium, address: str, width: int, height: int, dark: bool
    ) -> None:
        self._browser = browser
        self._address = address
        target = browser.do("Target.createTarget", url="about:blank")["targetId"]
        attached = browser.do("Target.attachToTarget", targetId=target, flatten=True)
        self._session: str = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.do("Emulation.setEmulatedMedia", features=[scheme])
        self.do("Page.navigate", url=address)
        browser.wait_for("Page.loadEventFired", self._session)

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of this page."""
        return self._browser.do(method, self._session, **parameters)

    def js(self, expression: str) -> Any:
        """What an expression of JavaScript gives."""
        found = self.do(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def point_at(self, selector: str) -> None:
        """Moves the pointer to the middle of an element."""
        x, y = self.js(f"""(() => {{
            const one = document.querySelector({selector!r});
            one.scrollIntoView({{ block: "center" }});
            const box = one.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""")
        self.do("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector: str) -> None:
        """Clicks an element."""
        self.js(f"document.querySelector({selector!r}).click()")

    def _events(self, methods: Sequence[str]) -> list[dict[str, Any]]:
        self.js("0")  # all that came before the answer is there now
        return [
            one
            for one in self._browser.events
            if one.get("sessionId") == self._session and one["method"] in methods
        ]

    @property
    def said(self) -> list[dict[str, Any]]:
        """What came to the console, and what failed."""
        return self._events(
            ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"]
        )

    @property
    def fetched(self) -> list[str]:
        """Addresses that were asked for, beside the page's own."""
        asked = self._events(["Network.requestWillBeSent"])
        addresses = [str(one["params"]["request"]["url"]) for one in asked]
        return [one for one in addresses if one != self._address and not one.startswith("data:")]

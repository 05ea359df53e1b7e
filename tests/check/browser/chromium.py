"""A headless Chromium driven through its debugging pipe: no port, no package.

Every request the page makes, everything it writes to the console and every error is kept.
"""
import json
import os
import shutil
import subprocess
import tempfile
import time


def find():
    """Path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else ["chromium", "chromium-browser", "google-chrome"]:
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    def __init__(self, program):
        self.home = tempfile.mkdtemp(prefix="paribus-chromium-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        arguments = [program, "--headless=new", "--disable-gpu", "--disable-dev-shm-usage",
                     "--no-first-run", "--disable-background-networking", "--disable-extensions",
                     "--remote-debugging-pipe", "--window-size=1280,900",
                     "--user-data-dir=" + self.home]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")

        def ends():  # the browser reads from 3 and writes to 4
            os.dup2(theirs_in, 10), os.dup2(theirs_out, 11)
            os.dup2(10, 3), os.dup2(11, 4)
            os.set_inheritable(3, True), os.set_inheritable(4, True)

        self.process = subprocess.Popen(arguments + ["about:blank"], preexec_fn=ends,
                                        close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True,
                                        env=dict(os.environ, HOME=self.home))
        os.close(theirs_in), os.close(theirs_out)
        self.read_end, self.write_end = ours_in, ours_out
        self.buffer, self.number, self.session = b"", 0, None
        self.requests, self.console, self.errors = [], [], []
        target = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"][0]
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"],
                                 flatten=True)["sessionId"]
        for domain in "Page", "Runtime", "Network", "Log", "Accessibility":
            self.call(domain + ".enable")

    def close(self):
        try:
            os.close(self.write_end)  # a browser without its pipe ends
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        os.close(self.read_end)
        for _ in range(50):
            shutil.rmtree(self.home, ignore_errors=True)
            if not os.path.exists(self.home):
                break
            time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    # --- messages: JSON, each ended by a NUL ---

    def receive(self):
        while b"\0" not in self.buffer:
            more = os.read(self.read_end, 1 << 20)
            if not more:
                raise EOFError("the browser ended")
            self.buffer += more
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, message):
        method, data = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(data["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append((data["type"], [a.get("value") for a in data["args"]]))
        elif method == "Runtime.exceptionThrown":
            self.errors.append(data["exceptionDetails"])
        elif method == "Log.entryAdded":
            self.errors.append(data["entry"]["text"])

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]
            self.note(answer)
            if answer.get("method") == "Page.loadEventFired":
                self.loaded = True

    # --- what a test does ---

    def open(self, path):
        """Opens a file and waits until it is shown; the seconds that took."""
        self.loaded = False
        begun = time.monotonic()
        self.call("Page.navigate", url="file://" + os.path.realpath(path))
        while not self.loaded:
            self.evaluate("0")
            time.sleep(0.005)
        self.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return time.monotonic() - begun

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"], indent=1))
        return answer["result"].get("value")

    def wait(self, expression, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError("never became true: " + expression)

    def key(self, name, code=None):
        codes = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37,
                 "ArrowRight": 39, "Home": 36, "End": 35, "Tab": 9, "/": 191}
        text = {"Enter": "\r", "/": "/"}.get(name, name if len(name) == 1 else "")
        common = {"key": name, "windowsVirtualKeyCode": codes.get(name, code or 0)}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def click(self, selector):
        x, y = self.evaluate("""(() => { const box = document.querySelector(%s)
            .getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"""
                             % json.dumps(selector))
        for kind in "mousePressed", "mouseReleased":
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path):
        import base64
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

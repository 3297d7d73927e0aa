"""A Slack of one's own on loopback: the upload in three steps, a webhook, failures and rate limits on demand."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class FakeSlack:
    """answers: step -> list of (status, error) to give first. seen: what arrived, in order."""

    def __init__(self):
        self.answers, self.seen, self.messages, self._pending = {}, [], [], {}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                step = self.path.split("?")[0].rsplit("/", 1)[-1]
                fake.seen.append((step, self.headers.get("Authorization"), body))
                fake.answer(self, step, body)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/"
        self.hook = f"http://127.0.0.1:{self.server.server_port}/services/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request, step, body):
        if self.answers.get(step):
            status, error = self.answers[step].pop(0)
            if status is None:
                request.connection.close()
                return
            told = {"ok": False, "error": error}
            self._tell(request, status, json.dumps(told), {"Retry-After": "0"} if status == 429 else {})
            return
        self._tell(request, 200, getattr(self, step.replace(".", "_"))(request, body))

    def files_getUploadURLExternal(self, request, body):
        given = parse_qs(body.decode() or request.path.partition("?")[2])
        name = given["filename"][0]
        self._pending["F1"] = [name, int(given["length"][0]), None]
        return json.dumps({"ok": True, "file_id": "F1", "upload_url": self.url.replace("/api/", "/up/put")})

    def put(self, request, body):
        self._pending["F1"][2] = body
        return "OK"

    def files_completeUploadExternal(self, request, body):
        given = parse_qs(body.decode())
        (told,) = json.loads(given["files"][0])
        name, length, data = self._pending.pop(told["id"])
        assert length == len(data)
        self.messages.append((given["channel_id"][0], name, data, given["initial_comment"][0]))
        return json.dumps({"ok": True, "files": [{"id": told["id"], "title": told["title"]}]})

    def webhook(self, request, body):
        return "ok"

    def texts(self):
        """Return what came by the webhook."""
        return [json.loads(body)["text"] for step, _, body in self.seen if step == "webhook"]

    def _tell(self, request, status, text, headers=None):
        data = text.encode()
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.send_header("Content-Type", "application/json" if text.startswith("{") else "text/plain")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def close(self):
        self.server.shutdown()
        self.server.server_close()

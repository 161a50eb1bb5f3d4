"""Converts each tool with `mcp_to_gemini_tool`, and lets a model that is faked call one through `generate_content`."""
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from google import genai
from google.genai import _mcp_utils
from session import connect, list_tools, run, take


class Model(BaseHTTPRequestHandler):
    """Calls the function of a job first, and then responds with its result."""

    call = {}

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        results = [
            part["functionResponse"]["response"]
            for content in request["contents"]
            for part in content["parts"]
            if "functionResponse" in part
        ]
        part = {"text": json.dumps(results[-1])} if results else {"functionCall": self.call}
        content = {"role": "model", "parts": [part]}
        body = json.dumps({"candidates": [{"content": content, "finishReason": "STOP"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


model = HTTPServer(("127.0.0.1", 0), Model)
threading.Thread(target=model.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{model.server_port}"
client = genai.Client(api_key="none", http_options={"base_url": address})


async def work(job):
    async with connect(job) as session:
        tools = await list_tools(session)
        _, refused = take(tools, _mcp_utils.mcp_to_gemini_tool)
        result = None
        if "call" in job:
            Model.call = {"name": job["call"]["name"], "args": job["call"]["arguments"]}
            response = await client.aio.models.generate_content(
                model="any", contents="Call it.", config={"tools": [session]}
            )
            result = response.text
        return len(tools), refused, result


run(work)

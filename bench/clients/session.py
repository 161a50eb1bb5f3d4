"""Reads the jobs of a program, connects to the server of each, and prints a line of JSON for each job."""
import asyncio
import json
import logging
import sys
from contextlib import asynccontextmanager

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

logging.disable(logging.CRITICAL)


@asynccontextmanager
async def connect(job):
    """Connects to the server of a job."""
    server = StdioServerParameters(command=job["command"], args=job["args"], env=job["env"])
    with open("server.log", "w") as log:
        async with stdio_client(server, errlog=log) as (read, write):
            async with ClientSession(read, write) as session:
                await session.initialize()
                yield session


async def list_tools(session):
    """Returns the tools of every page."""
    tools, page = [], await session.list_tools()
    while True:
        tools += page.tools
        cursor = getattr(page, "next_cursor", None) or getattr(page, "nextCursor", None)
        if cursor is None:
            return tools
        page = await session.list_tools(cursor=cursor)


def schema_of(tool):
    """Returns the input schema, whose attribute has another name in each version of the SDK."""
    return getattr(tool, "input_schema", None) or tool.inputSchema


def take(tools, convert):
    """Converts each tool, and returns those that were taken by name, and the refusals."""
    taken, refused = {}, []
    for tool in tools:
        try:
            taken[tool.name] = convert(tool)
        except Exception as error:
            refused.append({"tool": tool.name, "message": f"{type(error).__name__}: {error}"[:300]})
    return taken, refused


def run(work):
    """Runs `work(job)` for each job. It returns the number of tools, the refusals and the result of the call."""

    async def main():
        with open(sys.argv[1]) as file:
            jobs = json.load(file)
        for job in jobs:
            tools, refused, result = await work(job)
            print(json.dumps({"tools": tools, "refused": refused, "result": result}), flush=True)

    asyncio.run(main())

"""Makes a LangChain tool of each tool, shows its schema as a model is shown it, and calls one."""
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_mcp_adapters.tools import convert_mcp_tool_to_langchain_tool
from session import connect, list_tools, run, take


async def work(job):
    async with connect(job) as session:
        tools = await list_tools(session)

        def convert(tool):
            converted = convert_mcp_tool_to_langchain_tool(session, tool)
            convert_to_openai_tool(converted)
            return converted

        taken, refused = take(tools, convert)
        result = None
        if "call" in job:
            result = str(await taken[job["call"]["name"]].ainvoke(job["call"]["arguments"]))
        return len(tools), refused, result


run(work)

"""Makes a `FunctionTool` of each tool, one by one so that all refusals are seen, and calls one."""
from llama_index.tools.mcp import McpToolSpec
from session import connect, list_tools, run, schema_of, take


async def work(job):
    async with connect(job) as session:
        tools = await list_tools(session)
        spec = McpToolSpec(session)

        def convert(tool):
            model = spec.create_model_from_json_schema(schema_of(tool), model_name=f"{tool.name}_Schema")
            model.model_json_schema()
            return model

        _, refused = take(tools, convert)
        result = None
        if "call" in job:
            ready = await McpToolSpec(session, allowed_tools=[job["call"]["name"]]).to_tool_list_async()
            result = str(await ready[0].acall(**job["call"]["arguments"]))
        return len(tools), refused, result


run(work)

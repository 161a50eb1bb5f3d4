"""Makes a model of the arguments of each tool, and calls one with arguments that went through its model."""
from json_schema_to_pydantic import create_model
from session import connect, list_tools, run, schema_of, take


# An untyped schema takes any value in JSON Schema, which this library takes only when it is told so.
options = {"allow_undefined_type": True, "allow_undefined_array_items": True}


async def work(job):
    async with connect(job) as session:
        tools = await list_tools(session)
        taken, refused = take(tools, lambda tool: create_model(schema_of(tool), **options))
        result = None
        if "call" in job:
            model = taken[job["call"]["name"]].model_validate(job["call"]["arguments"])
            arguments = model.model_dump(exclude_unset=True, by_alias=True, mode="json")
            result = str(await session.call_tool(job["call"]["name"], arguments))
        return len(tools), refused, result


run(work)

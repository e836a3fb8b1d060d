"""The official SDKs as clients of one server: text, tools and errors, whole and live.

Arguments: the server's address and a caller's key. Routes are named `<provider>-<case>-<sdk>`, so that no
failure of one check rests the target of another. Prints one JSON line per check, failed or not.
"""
import base64
import json
import sys
import traceback

BASE, KEY = sys.argv[1], sys.argv[2]
import anthropic
import boto3
import botocore.config
import botocore.exceptions
import groq
import ollama
import openai

PROVIDERS = ["openai", "azure", "groq", "anthropic", "bedrock", "ollama"]
SAID = "Hello wörld"
CITY = {"city": "Paris"}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def same(wanted, seen):
    assert wanted == seen, f"wanted {wanted!r}, saw {seen!r}"


class OpenAi:
    """`openai`, and whatever has its shape."""

    limited, refused, unauthorized, any_error = (
        openai.RateLimitError, openai.BadRequestError, openai.AuthenticationError, openai.APIError)
    tools = [{"type": "function", "function": {"name": "weather", "description": "of a city", "parameters": SCHEMA}}]

    def __init__(self, key=KEY):
        self.client = openai.OpenAI(base_url=f"{BASE}/v1", api_key=key, max_retries=0)

    def ask(self, route, content, **more):
        messages = content if isinstance(content, list) else [
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": content}]
        return self.client.chat.completions.create(model=route, messages=messages, max_tokens=50, **more)

    def text(self, route):
        answer = self.ask(route, "hello", temperature=0.5, stop=["END"])
        choice = answer.choices[0]
        same((SAID, "stop", "assistant"), (choice.message.content, choice.finish_reason, choice.message.role))
        same((10, 3, 13), (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens))

    live_options = {"stream_options": {"include_usage": True}}

    def read(self, stream):
        said, finish, usage, calls = "", None, None, {}
        for chunk in stream:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                said += choice.delta.content or ""
                finish = choice.finish_reason or finish
                for call in choice.delta.tool_calls or []:
                    known = calls.setdefault(call.index, {"id": call.id, "name": call.function.name, "arguments": ""})
                    known["arguments"] += call.function.arguments or ""
        return said, finish, usage, calls

    def live_text(self, route):
        said, finish, usage, _ = self.read(self.ask(route, "hello", stream=True, **self.live_options))
        same((SAID, "stop"), (said, finish))
        if self.live_options:
            same((10, 3), (usage.prompt_tokens, usage.completion_tokens))

    def tool(self, route):
        answer = self.ask(route, "weather", tools=self.tools, tool_choice="auto")
        same("tool_calls", answer.choices[0].finish_reason)
        message = answer.choices[0].message
        call = message.tool_calls[0]
        same(("weather", CITY), (call.function.name, json.loads(call.function.arguments)))
        call_back = {"id": call.id, "type": "function",
                     "function": {"name": "weather", "arguments": call.function.arguments}}
        messages = [
            {"role": "user", "content": "weather"},
            {"role": "assistant", "content": None, "tool_calls": [call_back]},
            {"role": "tool", "tool_call_id": call.id, "content": "18 degrees"},
        ]
        same(SAID, self.ask(route, messages, tools=self.tools).choices[0].message.content)

    def live_tool(self, route):
        _, finish, _, calls = self.read(self.ask(route, "weather", tools=self.tools, stream=True))
        same("tool_calls", finish)
        same(("weather", CITY), (calls[0]["name"], json.loads(calls[0]["arguments"])))
        assert calls[0]["id"]

    def image(self, route):
        url = "data:image/png;base64," + base64.b64encode(PNG).decode()
        parts = [{"type": "text", "text": "hello"}, {"type": "image_url", "image_url": {"url": url}}]
        same(SAID, self.ask(route, [{"role": "user", "content": parts}]).choices[0].message.content)

    def broken(self, route):
        self.read(self.ask(route, "hello", stream=True))

    def broken_whole(self, route):
        self.ask(route, "hello")

    def models(self):
        return [model.id for model in self.client.models.list()]


class Azure(OpenAi):
    def __init__(self, key=KEY):
        self.client = openai.AzureOpenAI(
            azure_endpoint=BASE, api_key=key, api_version="2024-10-21", max_retries=0)

    models = None


class Responses(OpenAi):
    """The same package's newer interface."""

    def ask(self, route, content, **more):
        return self.client.responses.create(
            model=route, instructions="Be brief.", input=content, max_output_tokens=50, **more)

    tools = [{"type": "function", "name": "weather", "description": "of a city", "parameters": SCHEMA, "strict": False}]

    def text(self, route):
        answer = self.ask(route, "hello")
        same((SAID, "completed"), (answer.output_text, answer.status))
        same((10, 3), (answer.usage.input_tokens, answer.usage.output_tokens))

    def live_text(self, route):
        said, done = "", None
        for event in self.ask(route, "hello", stream=True):
            said += event.delta if event.type == "response.output_text.delta" else ""
            done = event.response if event.type == "response.completed" else done
        same((SAID, SAID), (said, done.output_text))
        same((10, 3), (done.usage.input_tokens, done.usage.output_tokens))

    def call_of(self, answer):
        calls = [item for item in answer.output if item.type == "function_call"]
        same(("weather", CITY), (calls[0].name, json.loads(calls[0].arguments)))
        return calls[0]

    def tool(self, route):
        call = self.call_of(self.ask(route, "weather", tools=self.tools))
        back = [
            {"role": "user", "content": "weather"},
            {"type": "function_call", "call_id": call.call_id, "name": "weather", "arguments": call.arguments},
            {"type": "function_call_output", "call_id": call.call_id, "output": "18 degrees"},
        ]
        same(SAID, self.ask(route, back, tools=self.tools).output_text)

    def live_tool(self, route):
        done = None
        for event in self.ask(route, "weather", tools=self.tools, stream=True):
            done = event.response if event.type == "response.completed" else done
        self.call_of(done)

    def image(self, route):
        url = "data:image/png;base64," + base64.b64encode(PNG).decode()
        parts = [{"type": "input_text", "text": "hello"}, {"type": "input_image", "image_url": url, "detail": "auto"}]
        same(SAID, self.ask(route, [{"role": "user", "content": parts}]).output_text)

    def broken(self, route):
        for event in self.ask(route, "hello", stream=True):
            if event.type in ("response.failed", "error"):
                raise openai.APIError("the stream says that it failed", None, body=None)

    models = None


class Groq(OpenAi):
    limited, refused, unauthorized, any_error = (
        groq.RateLimitError, groq.BadRequestError, groq.AuthenticationError, groq.APIError)
    live_options = {}

    def __init__(self, key=KEY):
        self.client = groq.Groq(base_url=BASE, api_key=key, max_retries=0)

    def models(self):
        return [model.id for model in self.client.models.list().data]


class Anthropic:
    limited, refused, unauthorized, any_error = (
        anthropic.RateLimitError, anthropic.BadRequestError, anthropic.AuthenticationError, anthropic.APIError)
    tools = [{"name": "weather", "description": "of a city", "input_schema": SCHEMA}]

    def __init__(self, key=KEY):
        self.client = anthropic.Anthropic(base_url=BASE, api_key=key, max_retries=0)

    def asked(self, route, content, **more):
        messages = content if isinstance(content, list) else [{"role": "user", "content": content}]
        system = [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
        return dict(model=route, max_tokens=50, system=system, messages=messages, **more)

    def tokens(self, usage):
        same(10, usage.input_tokens + (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0))
        same(3, usage.output_tokens)

    def text(self, route):
        answer = self.client.messages.create(**self.asked(route, "hello", stop_sequences=["END"]))
        same((SAID, "end_turn", "assistant"), (answer.content[0].text, answer.stop_reason, answer.role))
        self.tokens(answer.usage)

    def live_text(self, route):
        with self.client.messages.stream(**self.asked(route, "hello")) as stream:
            same(SAID, "".join(stream.text_stream))
            message = stream.get_final_message()
        same((SAID, "end_turn"), (message.content[0].text, message.stop_reason))
        self.tokens(message.usage)

    def call_of(self, answer):
        same("tool_use", answer.stop_reason)
        call = [block for block in answer.content if block.type == "tool_use"][0]
        same(("weather", CITY), (call.name, call.input))
        return call

    def tool(self, route):
        call = self.call_of(self.client.messages.create(**self.asked(route, "weather", tools=self.tools)))
        messages = [
            {"role": "user", "content": "weather"},
            {"role": "assistant", "content": [
                {"type": "tool_use", "id": call.id, "name": "weather", "input": call.input}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": call.id, "content": "18 degrees"}]},
        ]
        answer = self.client.messages.create(**self.asked(route, messages, tools=self.tools))
        same(SAID, answer.content[0].text)

    def live_tool(self, route):
        with self.client.messages.stream(**self.asked(route, "weather", tools=self.tools)) as stream:
            self.call_of(stream.get_final_message())

    def image(self, route):
        source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PNG).decode()}
        parts = [{"type": "image", "source": source}, {"type": "text", "text": "hello"}]
        answer = self.client.messages.create(**self.asked(route, [{"role": "user", "content": parts}]))
        same(SAID, answer.content[0].text)

    def broken(self, route):
        with self.client.messages.stream(**self.asked(route, "hello")) as stream:
            "".join(stream.text_stream)

    def broken_whole(self, route):
        self.client.messages.create(**self.asked(route, "hello"))

    models = None


class BotoError(Exception):
    """What boto3 raises carries its kind in a code."""


class Boto:
    tools = {"tools": [{"toolSpec": {"name": "weather", "description": "of a city", "inputSchema": {"json": SCHEMA}}}]}
    any_error = (botocore.exceptions.ClientError, botocore.exceptions.EventStreamError)
    limited, refused, unauthorized = "ThrottlingException", "ValidationException", (
        "UnrecognizedClientException", "AccessDeniedException")

    def __init__(self, key=KEY):
        config = botocore.config.Config(retries={"total_max_attempts": 1}, read_timeout=30)
        self.client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=BASE, config=config,
                                   aws_access_key_id=key, aws_secret_access_key="signs, and is not looked at")

    def asked(self, route, content, **more):
        messages = content if isinstance(content, list) else [{"role": "user", "content": [{"text": content}]}]
        return dict(modelId=route, messages=messages, system=[{"text": "Be brief."}],
                    inferenceConfig={"maxTokens": 50}, **more)

    def tokens(self, usage):
        same(10, usage["inputTokens"] + usage.get("cacheReadInputTokens", 0) + usage.get("cacheWriteInputTokens", 0))
        same(3, usage["outputTokens"])

    def text(self, route):
        answer = self.client.converse(**self.asked(route, "hello"))
        message = answer["output"]["message"]
        same((SAID, "end_turn", "assistant"), (message["content"][0]["text"], answer["stopReason"], message["role"]))
        self.tokens(answer["usage"])

    def read(self, route, content, **more):
        said, stop, usage, name, given = "", None, None, None, ""
        for event in self.client.converse_stream(**self.asked(route, content, **more))["stream"]:
            delta = event.get("contentBlockDelta", {}).get("delta", {})
            said += delta.get("text", "")
            given += delta.get("toolUse", {}).get("input", "")
            name = event.get("contentBlockStart", {}).get("start", {}).get("toolUse", {}).get("name", name)
            stop = event.get("messageStop", {}).get("stopReason", stop)
            usage = event.get("metadata", {}).get("usage", usage)
        return said, stop, usage, name, given

    def live_text(self, route):
        said, stop, usage, _, _ = self.read(route, "hello")
        same((SAID, "end_turn"), (said, stop))
        self.tokens(usage)

    def tool(self, route):
        answer = self.client.converse(**self.asked(route, "weather", toolConfig=self.tools))
        same("tool_use", answer["stopReason"])
        message = answer["output"]["message"]
        call = [block["toolUse"] for block in message["content"] if "toolUse" in block][0]
        same(("weather", CITY), (call["name"], call["input"]))
        result = {"toolResult": {"toolUseId": call["toolUseId"], "content": [{"text": "18 degrees"}]}}
        messages = [{"role": "user", "content": [{"text": "weather"}]}, message, {"role": "user", "content": [result]}]
        answer = self.client.converse(**self.asked(route, messages, toolConfig=self.tools))
        same(SAID, answer["output"]["message"]["content"][0]["text"])

    def live_tool(self, route):
        _, stop, _, name, given = self.read(route, "weather", toolConfig=self.tools)
        same(("tool_use", "weather", CITY), (stop, name, json.loads(given)))

    def image(self, route):
        parts = [{"image": {"format": "png", "source": {"bytes": PNG}}}, {"text": "hello"}]
        answer = self.client.converse(**self.asked(route, [{"role": "user", "content": parts}]))
        same(SAID, answer["output"]["message"]["content"][0]["text"])

    def broken(self, route):
        self.read(route, "hello")

    def broken_whole(self, route):
        self.client.converse(**self.asked(route, "hello"))

    models = None


class Ollama:
    any_error = ollama.ResponseError
    limited, refused, unauthorized = 429, 400, 401
    tools = [{"type": "function", "function": {"name": "weather", "description": "of a city", "parameters": SCHEMA}}]

    def __init__(self, key=KEY):
        self.client = ollama.Client(host=BASE, headers={"authorization": f"Bearer {key}"})

    def ask(self, route, content, **more):
        messages = content if isinstance(content, list) else [
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": content}]
        return self.client.chat(model=route, messages=messages, options={"num_predict": 50}, **more)

    def text(self, route):
        answer = self.ask(route, "hello")
        same((SAID, "stop", True), (answer.message.content, answer.done_reason, answer.done))
        same((10, 3), (answer.prompt_eval_count, answer.eval_count))
        same(SAID, self.client.generate(model=route, prompt="hello").response)

    def live_text(self, route):
        parts = list(self.ask(route, "hello", stream=True))
        same(SAID, "".join(part.message.content or "" for part in parts))
        same((True, 10, 3), (parts[-1].done, parts[-1].prompt_eval_count, parts[-1].eval_count))

    def tool(self, route):
        message = self.ask(route, "weather", tools=self.tools).message
        call = message.tool_calls[0]
        same(("weather", CITY), (call.function.name, dict(call.function.arguments)))
        messages = [{"role": "user", "content": "weather"}, message,
                    {"role": "tool", "tool_name": "weather", "content": "18 degrees"}]
        same(SAID, self.ask(route, messages, tools=self.tools).message.content)

    def live_tool(self, route):
        parts = list(self.ask(route, "weather", tools=self.tools, stream=True))
        calls = [call for part in parts for call in part.message.tool_calls or []]
        same(("weather", CITY), (calls[0].function.name, dict(calls[0].function.arguments)))

    def image(self, route):
        messages = [{"role": "user", "content": "hello", "images": [PNG]}]
        same(SAID, self.ask(route, messages).message.content)

    def broken(self, route):
        list(self.ask(route, "hello", stream=True))

    def broken_whole(self, route):
        self.ask(route, "hello")

    def models(self):
        return [model.model for model in self.client.list().models]


def raises(sdk, wanted, work):
    """`work` fails as this SDK fails: by a class, by a code, or by a status."""
    try:
        work()
    except sdk.any_error as error:
        if isinstance(wanted, type):
            assert isinstance(error, wanted), f"wanted {wanted.__name__}, saw {error!r}"
        elif isinstance(wanted, int):
            same(wanted, error.status_code)
        elif wanted is not None:
            assert error.response["Error"]["Code"] in wanted, repr(error)
        return
    raise AssertionError("no error was raised")


def times_out(sdk, work):
    """`work` fails with the status of a gateway whose upstream said nothing."""
    try:
        work()
    except sdk.any_error as error:
        status = getattr(error, "status_code", None) or error.response["ResponseMetadata"]["HTTPStatusCode"]
        return same(504, status)
    raise AssertionError("no error was raised")


SDKS = {"openai": OpenAi, "azureopenai": Azure, "responses": Responses, "groq": Groq, "anthropic": Anthropic,
        "boto3": Boto, "ollama": Ollama}


def check(name, provider, case, work):
    line = {"sdk": name, "provider": provider, "case": case, "error": None}
    try:
        work()
    except BaseException:
        line["error"] = traceback.format_exc()
    print(json.dumps(line), flush=True)


for name, kind in SDKS.items():
    sdk = kind()
    for provider in PROVIDERS:
        for case in ["text", "live_text", "tool", "live_tool", "image"]:
            check(name, provider, case, lambda: getattr(sdk, case)(f"{provider}-good-{name}"))
        check(name, provider, "limited", lambda: raises(
            sdk, sdk.limited, lambda: sdk.text(f"{provider}-limited-{name}")))
        check(name, provider, "refused", lambda: raises(
            sdk, sdk.refused, lambda: sdk.text(f"{provider}-refused-{name}")))
        check(name, provider, "broken", lambda: raises(sdk, None, lambda: sdk.broken(f"{provider}-broken-{name}")))
        check(name, provider, "broken_whole", lambda: raises(
            sdk, None, lambda: sdk.broken_whole(f"{provider}-broken-{name}")))
        check(name, provider, "silent", lambda: times_out(sdk, lambda: sdk.text(f"{provider}-silent-{name}")))
    if sdk.models:
        check(name, "none", "models", lambda: same(True, f"openai-good-{name}" in sdk.models()))
    check(name, "none", "unauthorized", lambda: raises(
        sdk, sdk.unauthorized, lambda: kind("ql-wrong").text(f"openai-good-{name}")))

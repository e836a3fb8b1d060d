"""What our provider clients sent, judged by those who define it.

Argument: a file of JSON lines `{kind, path, host, headers, body}`, as the providers heard them. Bodies are
checked against the types of the official SDKs and AWS's own service model, nothing unknown allowed;
signatures are made anew by botocore. Prints one JSON line per request that is wrong, and the count.
"""
import base64
import json
import pkgutil
import importlib
import sys
import traceback
import typing

import pydantic
import typing_extensions
import anthropic.types.message_create_params
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.session
import botocore.validate
import groq.types.chat.completion_create_params
import ollama
import openai.types.chat.completion_create_params

# The newest package of Anthropic does not name these any more; the API's older models take them, and a caller
# who states one means it.
OLDER = {"anthropic": {"temperature", "top_p", "top_k"}}
FORBID = pydantic.ConfigDict(extra="forbid", arbitrary_types_allowed=True)


def strict(package):
    """Every typed dictionary of a package refuses keys that it does not know."""
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        for value in vars(importlib.import_module(found.name)).values():
            if typing_extensions.is_typeddict(value):
                value.__pydantic_config__ = FORBID


def through(value):
    """pydantic checks the parts of an `Iterable` only when somebody takes them."""
    if isinstance(value, dict):
        for part in value.values():
            through(part)
    elif not isinstance(value, (str, bytes)) and hasattr(value, "__iter__"):
        for part in value:
            through(part)


for package in (openai.types.chat, openai.types.shared_params, anthropic.types, groq.types):
    strict(package)
STREAM = {
    "openai": pydantic.TypeAdapter(openai.types.chat.completion_create_params.CompletionCreateParamsStreaming),
    "groq": pydantic.TypeAdapter(groq.types.chat.completion_create_params.CompletionCreateParams),
    "anthropic": pydantic.TypeAdapter(anthropic.types.message_create_params.MessageCreateParamsStreaming),
}
STREAM["azure"] = STREAM["openai"]
CONVERSE = botocore.session.get_session().get_service_model("bedrock-runtime").operation_model("ConverseStream")


def signed(heard):
    """The signature as botocore makes it for the same request at the same time."""
    headers = dict(heard["headers"])
    scheme, rest = headers["authorization"].split(" ", 1)
    assert scheme == "AWS4-HMAC-SHA256", scheme
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    _, _, region, service, _ = parts["Credential"].split("/")
    names = parts["SignedHeaders"].split(";")
    assert "host" in names and "x-amz-date" in names, names
    request = botocore.awsrequest.AWSRequest(
        method="POST", url=f"http://{heard['host']}{heard['path']}", data=base64.b64decode(heard["body"]),
        headers={name: headers[name] for name in names})
    request.context["timestamp"] = headers["x-amz-date"]
    credentials = botocore.credentials.Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    auth = botocore.auth.SigV4Auth(credentials, service, region)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    assert auth.signature(text, request) == parts["Signature"], f"botocore signs otherwise: {text}"
    assert service == "bedrock", service


def judge(heard):
    body = json.loads(base64.b64decode(heard["body"]))
    kind = heard["kind"]
    body = {name: value for name, value in body.items() if name not in OLDER.get(kind, ())}
    if kind in STREAM:
        through(STREAM[kind].validate_python(body))
    elif kind == "ollama":
        fields = set(ollama._types.ChatRequest.model_fields)
        assert set(body) <= fields, set(body) - fields
        ollama._types.ChatRequest.model_validate(body)
    elif kind == "bedrock":
        signed(heard)
        model = heard["path"].split("/")[2]
        report = botocore.validate.ParamValidator().validate({**body, "modelId": model}, CONVERSE.input_shape)
        assert not report.has_errors(), report.generate_report()
    else:
        raise AssertionError(f"no judge for {kind}")


count = 0
for line in open(sys.argv[1], encoding="utf-8"):
    heard = json.loads(line)
    count += 1
    try:
        judge(heard)
    except BaseException:
        body = base64.b64decode(heard["body"]).decode()
        print(json.dumps({"kind": heard["kind"], "path": heard["path"], "body": body[:1000],
                          "error": traceback.format_exc()[-600:]}))
print(json.dumps({"judged": count}))

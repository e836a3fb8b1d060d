// Frames of Bedrock's event stream, encoded by AWS's own @smithy/eventstream-codec.
// npm install @smithy/eventstream-codec @smithy/util-utf8 && node make.mjs
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { toUtf8, fromUtf8 } from "@smithy/util-utf8";
import { writeFileSync } from "node:fs";

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const text = (value) => ({ type: "string", value });
const frame = (kind, name, payload) =>
  codec.encode({
    headers: { [`:${kind}-type`]: text(name), ":content-type": text("application/json"), ":message-type": text(kind) },
    body: fromUtf8(JSON.stringify(payload)),
  });
const event = (name, payload) => frame("event", name, payload);
const write = (file, frames) => writeFileSync(file, Buffer.concat(frames.map((f) => Buffer.from(f))));

const words = ["Hello", " wör", "ld"].map((text) =>
  event("contentBlockDelta", { contentBlockIndex: 0, delta: { text } }));
const metadata = event("metadata", {
  usage: { inputTokens: 7, cacheReadInputTokens: 3, outputTokens: 3, totalTokens: 13 },
  metrics: { latencyMs: 1 },
});
const start = event("messageStart", { role: "assistant" });
write("bedrock-text.bin", [start, ...words, event("contentBlockStop", { contentBlockIndex: 0 }),
  event("messageStop", { stopReason: "end_turn" }), metadata]);
write("bedrock-tool.bin", [start,
  event("contentBlockStart", { contentBlockIndex: 0, start: { toolUse: { toolUseId: "tooluse_1", name: "weather" } } }),
  ...['{"city":', ' "Paris"', "}"].map((input) =>
    event("contentBlockDelta", { contentBlockIndex: 0, delta: { toolUse: { input } } })),
  event("contentBlockStop", { contentBlockIndex: 0 }), event("messageStop", { stopReason: "tool_use" }), metadata]);
write("bedrock-cut.bin", [start, words[0]]);
write("bedrock-exception.bin", [start, words[0],
  frame("exception", "modelStreamErrorException", { message: "the model broke" })]);

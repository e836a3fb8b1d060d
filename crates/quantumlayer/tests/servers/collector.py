"""Reads the first batch of spans as OpenTelemetry's own types and prints it as JSON. Argument: a port."""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from google.protobuf.json_format import MessageToJson
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        assert self.headers["content-type"] == "application/x-protobuf", self.headers
        batch = ExportTraceServiceRequest()
        batch.ParseFromString(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()
        print(MessageToJson(batch, indent=None), flush=True)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Collector)
# Who waits for what is printed hears nothing then.
server.timeout = 120
server.handle_request()

//! JSON Schema, and documents of other kinds.

use super::{check, check_file};

const PERSON: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["first_name"],
  "properties": {
    "first_name": {"type": "string", "maxLength": 40},
    "age": {"type": "integer", "minimum": 0, "exclusiveMaximum": 150},
    "home": {"$ref": "#/$defs/Address"}
  },
  "$defs": {"Address": {"type": "object", "properties": {"city": {"type": "string"}}}}
}"##;

#[test]
fn a_json_schema_is_called_by_its_file() {
    check_file(
        PERSON,
        Some("person.schema.json"),
        "
        Address
        city: string
        Person
        first_name: string required max=40 pii=identity
        age: integer >=0 <150
        Person -> Address home_id many_to_one
        ",
    );
}

#[test]
fn a_title_says_the_name_before_the_file_does() {
    check_file(
        "$schema: http://json-schema.org/draft-07/schema#\ntitle: Boat\ntype: object\nproperties:\n  length_m: {type: number}\n",
        Some("schema.yaml"),
        "
        Boat
        length_m: decimal
        ",
    );
}

#[test]
fn other_documents_are_quoted_as_unread() {
    check("asyncapi: 2.0.0\nchannels: {}\n", "? unrecognised!: asyncapi: 2.0.0 channels: {}");
    check("openapi: 3.0.0\npaths: {}\n", "? unrecognised!: openapi: 3.0.0 paths: {}");
    check(
        "openapi: 3.0.0\npaths:\n  /a: [unclosed\n",
        "? unrecognised!: openapi: 3.0.0 paths: /a: [unclosed",
    );
}

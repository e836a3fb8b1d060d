//! Names and the local flow of values in a Python file, as the security rules need them.
//!
//! Imports and simple assignments are followed within the file; nothing across functions
//! or files. That is what a reader of one page can see, too.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use tree_sitter::Node;

use super::bindings::Bindings;
use crate::{
    grammars::Parsed,
    security::meaning::{Keyword, Meaning},
};

/// Assignments followed one after the other: longer chains are rare and cost time.
const STEPS: u32 = 4;
/// Nodes looked at for one question: where names are given values in long circles, the
/// answer is "no" rather than late.
const FUEL: usize = 2_000;

/// What leaves no way for a path, a command or markup in a value.
const CLEANERS: &[&str] = &[
    "int",
    "float",
    "bool",
    "len",
    "uuid.UUID",
    "os.path.basename",
    "werkzeug.utils.secure_filename",
    "secure_filename",
    "shlex.quote",
    "html.escape",
    "markupsafe.escape",
    "flask.escape",
    "urllib.parse.quote",
    "urllib.parse.quote_plus",
    "hash",
    "isinstance",
    "bleach.clean",
];

/// Attributes of a request object that hold what the client sent.
const REQUEST_PARTS: &[&str] = &[
    "args",
    "form",
    "values",
    "json",
    "data",
    "files",
    "cookies",
    "headers",
    "GET",
    "POST",
    "FILES",
    "COOKIES",
    "META",
    "body",
    "query_params",
    "path_params",
    "get_json",
    "get_data",
    "query_string",
    "stream",
    "params",
];

pub struct PythonMeaning<'a> {
    parsed: &'a Parsed<'a>,
    bindings: Bindings<'a>,
    names: RefCell<BTreeMap<usize, String>>,
    fuel: Cell<usize>,
}

impl<'a> PythonMeaning<'a> {
    pub fn of(parsed: &'a Parsed<'a>) -> Self {
        Self { parsed, bindings: Bindings::of(parsed), names: RefCell::default(), fuel: Cell::new(FUEL) }
    }

    fn text(&self, node: Node<'_>) -> &'a str {
        self.parsed.source.text_of(node)
    }

    /// Starts a question.
    fn refuel(&self) {
        self.fuel.set(FUEL);
    }

    /// Takes a step; false when the question has taken too many.
    fn step(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    fn name_within(&self, node: Node<'a>, steps: u32) -> String {
        if !self.step() {
            return "?".to_owned();
        }
        match node.kind() {
            "identifier" => {
                let name = self.text(node);
                if let Some(full) = self.bindings.imported.get(name) {
                    return full.clone();
                }
                // `app = Flask(…)`: what is called on `app` belongs to `flask.Flask`.
                let values = if steps > 0 { self.bindings.values_of(node) } else { Vec::new() };
                let maker = values.iter().rev().find_map(|value| {
                    let call = if value.kind() == "await" { value.named_child(0)? } else { *value };
                    let made = (call.kind() == "call").then(|| call.child_by_field_name("function"))??;
                    Some(self.name_within(made, steps - 1))
                });
                maker.unwrap_or_else(|| name.to_owned())
            }
            "attribute" => {
                let object = node.child_by_field_name("object");
                let attribute = node.child_by_field_name("attribute").map_or("", |a| self.text(a));
                // A chain of attributes is as long as its text; each step is one level of the tree.
                let object = object.map_or_else(|| "?".to_owned(), |object| self.name_within(object, steps));
                format!("{object}.{attribute}")
            }
            "call" => match node.child_by_field_name("function") {
                Some(function) => self.name_within(function, steps),
                None => "?".to_owned(),
            },
            "parenthesized_expression" | "await" => {
                node.named_child(0).map_or_else(|| "?".to_owned(), |inner| self.name_within(inner, steps))
            }
            _ => "?".to_owned(),
        }
    }

    fn built_within(&self, node: Node<'a>, steps: u32) -> bool {
        if !self.step() {
            return false;
        }
        match node.kind() {
            "string" => {
                let mut cursor = node.walk();
                node.named_children(&mut cursor).any(|part| {
                    part.kind() == "interpolation"
                        && part
                            .child_by_field_name("expression")
                            .is_some_and(|e| !self.constant_within(e, steps))
                })
            }
            "concatenated_string" | "parenthesized_expression" => {
                let mut cursor = node.walk();
                node.named_children(&mut cursor).any(|part| self.built_within(part, steps))
            }
            "binary_operator" => {
                let (Some(left), Some(right)) =
                    (node.child_by_field_name("left"), node.child_by_field_name("right"))
                else {
                    return false;
                };
                match node.child_by_field_name("operator").map(|operator| operator.kind()) {
                    Some("%") => self.is_text(left, steps) && !self.constant_within(right, steps),
                    Some("+") => {
                        (self.is_text(left, steps) || self.is_text(right, steps))
                            && !(self.constant_within(left, steps) && self.constant_within(right, steps))
                            && !(self.is_fixed_text(left, steps) && self.is_fixed_text(right, steps))
                    }
                    _ => false,
                }
            }
            "call" => {
                let Some(function) = node.child_by_field_name("function") else { return false };
                if function.kind() == "attribute" {
                    let attribute = function.child_by_field_name("attribute").map_or("", |a| self.text(a));
                    let object = function.child_by_field_name("object");
                    if attribute == "format" && object.is_some_and(|object| self.is_text(object, steps)) {
                        return !self
                            .arguments(node)
                            .iter()
                            .all(|argument| self.constant_within(*argument, steps));
                    }
                }
                let wraps = matches!(
                    self.name_within(function, STEPS).as_str(),
                    "sqlalchemy.text" | "textwrap.dedent" | "str"
                );
                wraps && self.arguments(node).first().is_some_and(|first| self.built_within(*first, steps))
            }
            "identifier" if steps > 0 => {
                self.bindings.values_of(node).iter().any(|value| self.built_within(*value, steps - 1))
            }
            _ => false,
        }
    }

    /// Whether an expression is certainly a text.
    fn is_text(&self, node: Node<'a>, steps: u32) -> bool {
        if !self.step() {
            return false;
        }
        match node.kind() {
            "string" | "concatenated_string" => true,
            "parenthesized_expression" => node.named_child(0).is_some_and(|inner| self.is_text(inner, steps)),
            "binary_operator" => {
                node.child_by_field_name("left").is_some_and(|left| self.is_text(left, steps))
            }
            "identifier" if steps > 0 => {
                self.bindings.values_of(node).iter().any(|value| self.is_text(*value, steps - 1))
            }
            _ => false,
        }
    }

    fn is_fixed_text(&self, node: Node<'a>, steps: u32) -> bool {
        self.is_text(node, steps) && !self.built_within(node, steps) && node.kind() != "binary_operator"
    }

    fn constant_within(&self, node: Node<'a>, steps: u32) -> bool {
        if !self.step() {
            return false;
        }
        match node.kind() {
            "integer" | "float" | "true" | "false" | "none" | "ellipsis" => true,
            "string" => {
                let mut cursor = node.walk();
                node.named_children(&mut cursor).filter(|part| part.kind() == "interpolation").all(|part| {
                    part.child_by_field_name("expression").is_some_and(|e| self.constant_within(e, steps))
                })
            }
            "concatenated_string"
            | "parenthesized_expression"
            | "tuple"
            | "list"
            | "set"
            | "unary_operator"
            | "argument_list" => {
                let mut cursor = node.walk();
                node.named_children(&mut cursor).all(|part| self.constant_within(part, steps))
            }
            "binary_operator" => ["left", "right"].iter().all(|side| {
                node.child_by_field_name(side).is_some_and(|side| self.constant_within(side, steps))
            }),
            "keyword_argument" => {
                node.child_by_field_name("value").is_some_and(|value| self.constant_within(value, steps))
            }
            "identifier" => {
                let name = self.text(node);
                let shouts = name.len() > 1 && !name.chars().any(char::is_lowercase);
                let values = if steps > 0 { self.bindings.values_of(node) } else { Vec::new() };
                match values.as_slice() {
                    // A name in capitals is a constant by everybody's convention.
                    [] => shouts,
                    values => values.iter().all(|value| self.constant_within(*value, steps - 1)),
                }
            }
            "attribute" => {
                let last = node.child_by_field_name("attribute").map_or("", |a| self.text(a));
                last.len() > 1 && !last.chars().any(char::is_lowercase)
            }
            _ => false,
        }
    }

    fn literal_within(&self, node: Node<'a>, steps: u32, text: &mut String) {
        if !self.step() {
            return;
        }
        let inner = |child: Node<'a>, text: &mut String| self.literal_within(child, steps, text);
        match node.kind() {
            "string" => {
                let mut cursor = node.walk();
                for part in node.named_children(&mut cursor) {
                    match part.kind() {
                        "string_content" => text.push_str(self.text(part)),
                        "interpolation" => text.push_str("{}"),
                        _ => {}
                    }
                }
            }
            "concatenated_string" | "parenthesized_expression" | "binary_operator" => {
                let mut cursor = node.walk();
                for part in node.named_children(&mut cursor) {
                    inner(part, text);
                }
            }
            "call" => {
                let function = node.child_by_field_name("function").filter(|f| f.kind() == "attribute");
                if let Some(object) = function.and_then(|function| function.child_by_field_name("object")) {
                    inner(object, text);
                }
                if let Some(first) = self.arguments(node).first() {
                    inner(*first, text);
                }
            }
            "identifier" if steps > 0 => {
                for value in self.bindings.values_of(node) {
                    self.literal_within(value, steps - 1, text);
                    text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn request_within(&self, root: Node<'a>, steps: u32) -> bool {
        let mut pending = vec![root];
        while let Some(node) = pending.pop() {
            if !self.step() {
                return false;
            }
            match node.kind() {
                "call" => {
                    let name = node.child_by_field_name("function").map(|f| self.name_within(f, STEPS));
                    if name.is_some_and(|name| CLEANERS.contains(&name.as_str())) {
                        continue;
                    }
                }
                "attribute" => {
                    let attribute = node.child_by_field_name("attribute").map_or("", |a| self.text(a));
                    let object = node.child_by_field_name("object").map_or("", |object| self.text(object));
                    let is_request = matches!(object, "request" | "self.request" | "req" | "flask.request");
                    if is_request && REQUEST_PARTS.contains(&attribute) {
                        return true;
                    }
                    // Of `a.b.c` only `a` is a value's name.
                    pending.extend(node.child_by_field_name("object"));
                    continue;
                }
                "identifier" => {
                    if self.bindings.is_request_parameter(node) {
                        return true;
                    }
                    if steps > 0
                        && self.bindings.values_of(node).iter().any(|v| self.request_within(*v, steps - 1))
                    {
                        return true;
                    }
                    continue;
                }
                "keyword_argument" => {
                    pending.extend(node.child_by_field_name("value"));
                    continue;
                }
                "lambda" | "comparison_operator" => continue,
                _ => {}
            }
            let mut cursor = node.walk();
            pending.extend(node.named_children(&mut cursor));
        }
        false
    }

    fn arguments(&self, call: Node<'a>) -> Vec<Node<'a>> {
        let Some(list) = call.child_by_field_name("arguments") else { return Vec::new() };
        let mut cursor = list.walk();
        list.named_children(&mut cursor).filter(|child| !child.is_extra()).collect()
    }
}

impl<'a> Meaning<'a> for PythonMeaning<'a> {
    fn name(&self, node: Node<'a>) -> String {
        if let Some(known) = self.names.borrow().get(&node.id()) {
            return known.clone();
        }
        self.refuel();
        let name = self.name_within(node, STEPS);
        self.names.borrow_mut().insert(node.id(), name.clone());
        name
    }

    fn keyword(&self, call: Node<'a>, name: &str) -> Keyword<'a> {
        let mut unknown = false;
        for argument in self.arguments(call) {
            match argument.kind() {
                "keyword_argument"
                    if argument.child_by_field_name("name").is_some_and(|n| self.text(n) == name) =>
                {
                    return argument.child_by_field_name("value").map_or(Keyword::Unknown, Keyword::Given);
                }
                "dictionary_splat" => unknown = true,
                _ => {}
            }
        }
        if unknown { Keyword::Unknown } else { Keyword::Absent }
    }

    fn is_built(&self, node: Node<'a>) -> bool {
        self.refuel();
        self.built_within(node, STEPS)
    }

    fn is_constant(&self, node: Node<'a>) -> bool {
        self.refuel();
        self.constant_within(node, STEPS)
    }

    fn literal_text(&self, node: Node<'a>) -> String {
        let mut text = String::new();
        self.refuel();
        self.literal_within(node, STEPS, &mut text);
        text
    }

    fn is_from_request(&self, node: Node<'a>) -> bool {
        self.refuel();
        self.request_within(node, STEPS)
    }

    fn calls_in(&self, node: Node<'a>) -> Vec<String> {
        let mut pending = vec![node];
        let mut names = Vec::new();
        self.refuel();
        while let (Some(node), true) = (pending.pop(), self.step()) {
            if node.kind() == "call" {
                names.extend(
                    node.child_by_field_name("function").map(|function| self.name_within(function, STEPS)),
                );
            }
            let mut cursor = node.walk();
            pending.extend(node.named_children(&mut cursor));
        }
        names
    }

    fn function_around(&self, node: Node<'a>) -> String {
        self.bindings.function_around(node.start_byte()).map_or_else(String::new, |f| f.name.to_owned())
    }

    fn scope_text(&self, node: Node<'a>) -> &str {
        let function = self.bindings.function_around(node.start_byte());
        let range = function.map_or(0..self.parsed.text.len(), |function| function.range.clone());
        self.parsed.text.get(range).unwrap_or("")
    }
}

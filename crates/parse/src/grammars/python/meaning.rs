//! Names and the local flow of values in a Python file, as the security rules need them.
//!
//! Imports and simple assignments are followed within the file; nothing across functions
//! or files. That is what a reader of one page can see, too.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use tree_sitter::Node;

use super::refusals::parameter_name;
use crate::{
    grammars::Parsed,
    security::meaning::{Keyword, Meaning},
    walk::{Descend, Visit, Visitor, walk},
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
    "path",
    "url",
];

/// Annotations that hold no text.
const HARMLESS_TYPES: &[&str] = &[
    "int",
    "float",
    "bool",
    "UUID",
    "uuid.UUID",
    "date",
    "datetime",
    "Decimal",
    "Session",
    "AsyncSession",
    "Request",
];

pub struct PythonMeaning<'a> {
    parsed: &'a Parsed<'a>,
    /// Local names of imported things.
    imported: BTreeMap<&'a str, String>,
    /// Function bodies with the function's name, by start; inner ones after their outer ones.
    functions: Vec<Function<'a>>,
    /// Values by scope (index of the function, or `None`) and name, in source order.
    values: BTreeMap<(Option<usize>, &'a str), Vec<(usize, Node<'a>)>>,
    names: RefCell<BTreeMap<usize, String>>,
    fuel: Cell<usize>,
}

struct Function<'a> {
    name: &'a str,
    range: Range<usize>,
    /// Parameters that a web framework fills from the request.
    request_parameters: BTreeSet<&'a str>,
}

impl<'a> PythonMeaning<'a> {
    pub fn of(parsed: &'a Parsed<'a>) -> Self {
        let mut meaning = Self {
            parsed,
            imported: BTreeMap::new(),
            functions: Vec::new(),
            values: BTreeMap::new(),
            names: RefCell::default(),
            fuel: Cell::new(FUEL),
        };
        let mut collect = Collect { meaning: &mut meaning, open: Vec::new() };
        walk(parsed.tree.root_node(), &mut collect);
        meaning
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

    /// Index of the innermost function around a byte.
    fn function_at(&self, byte: usize) -> Option<usize> {
        // Outer functions start before inner ones: the last that holds the byte is the innermost.
        let candidates = self.functions.partition_point(|function| function.range.start <= byte);
        (0..candidates)
            .rev()
            .find(|index| self.functions.get(*index).is_some_and(|f| f.range.contains(&byte)))
    }

    /// What a name was last given before it is used here: in this function, else in the file.
    fn values_of(&self, identifier: Node<'a>) -> Vec<Node<'a>> {
        let (name, byte) = (self.text(identifier), identifier.start_byte());
        let scope = self.function_at(byte);
        if let (Some(_), Some(values)) = (scope, self.values.get(&(scope, name))) {
            return values.iter().filter(|(start, _)| *start < byte).map(|(_, value)| *value).collect();
        }
        let values = self.values.get(&(None, name));
        values.into_iter().flatten().map(|(_, value)| *value).collect()
    }

    fn is_request_parameter(&self, identifier: Node<'a>) -> bool {
        let function = self.function_at(identifier.start_byte()).and_then(|index| self.functions.get(index));
        function.is_some_and(|function| function.request_parameters.contains(self.text(identifier)))
    }

    fn name_within(&self, node: Node<'a>, steps: u32) -> String {
        if !self.step() {
            return "?".to_owned();
        }
        match node.kind() {
            "identifier" => {
                let name = self.text(node);
                if let Some(full) = self.imported.get(name) {
                    return full.clone();
                }
                // `app = Flask(…)`: what is called on `app` belongs to `flask.Flask`.
                let values = if steps > 0 { self.values_of(node) } else { Vec::new() };
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
                self.values_of(node).iter().any(|value| self.built_within(*value, steps - 1))
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
                self.values_of(node).iter().any(|value| self.is_text(*value, steps - 1))
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
                let values = if steps > 0 { self.values_of(node) } else { Vec::new() };
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
                if let Some(function) =
                    node.child_by_field_name("function").filter(|f| f.kind() == "attribute")
                {
                    if let Some(object) = function.child_by_field_name("object") {
                        inner(object, text);
                    }
                }
                if let Some(first) = self.arguments(node).first() {
                    inner(*first, text);
                }
            }
            "identifier" if steps > 0 => {
                for value in self.values_of(node) {
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
                    if self.is_request_parameter(node) {
                        return true;
                    }
                    if steps > 0 && self.values_of(node).iter().any(|v| self.request_within(*v, steps - 1)) {
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
        let index = self.function_at(node.start_byte());
        index.and_then(|index| self.functions.get(index)).map_or_else(String::new, |f| f.name.to_owned())
    }

    fn scope_text(&self, node: Node<'a>) -> &str {
        let function = self.function_at(node.start_byte()).and_then(|index| self.functions.get(index));
        let range = function.map_or(0..self.parsed.text.len(), |function| function.range.clone());
        self.parsed.text.get(range).unwrap_or("")
    }
}

struct Collect<'m, 'a> {
    meaning: &'m mut PythonMeaning<'a>,
    /// Functions around the current node.
    open: Vec<usize>,
}

impl<'a> Collect<'_, 'a> {
    fn import(&mut self, node: Node<'a>) {
        let meaning = &mut *self.meaning;
        let module = node.child_by_field_name("module_name").map(|module| meaning.text(module));
        let mut cursor = node.walk();
        for name in node.children_by_field_name("name", &mut cursor) {
            let (what, alias) = match name.kind() {
                "aliased_import" => (name.child_by_field_name("name"), name.child_by_field_name("alias")),
                _ => (Some(name), None),
            };
            let Some(what) = what.map(|what| meaning.text(what)) else { continue };
            let local = alias.map(|alias| meaning.text(alias));
            match (module, local) {
                (Some(module), local) => {
                    meaning.imported.insert(local.unwrap_or(what), format!("{module}.{what}"));
                }
                (None, Some(local)) => {
                    meaning.imported.insert(local, what.to_owned());
                }
                // `import a.b` binds `a`.
                (None, None) => {
                    let first = what.split('.').next().unwrap_or(what);
                    meaning.imported.insert(first, first.to_owned());
                }
            }
        }
    }

    fn assign(&mut self, left: Option<Node<'a>>, value: Option<Node<'a>>) {
        let (Some(left), Some(value)) = (left, value) else { return };
        if left.kind() == "identifier" {
            let key = (self.open.last().copied(), self.meaning.text(left));
            self.meaning.values.entry(key).or_default().push((left.start_byte(), value));
        }
    }

    fn function(&mut self, visit: Visit<'a>) {
        let node = visit.node;
        let name = node.child_by_field_name("name").map_or("", |name| self.meaning.text(name));
        let decorated = visit.parent.filter(|parent| parent.kind() == "decorated_definition");
        let request_parameters = match decorated.is_some_and(|decorated| self.is_handler(decorated)) {
            true => self.request_parameters(node),
            false => BTreeSet::new(),
        };
        self.meaning.functions.push(Function { name, range: node.byte_range(), request_parameters });
        self.open.push(self.meaning.functions.len() - 1);
    }

    /// `@app.get("/…")`, `@router.post(…)`, `@bp.route(…)`
    fn is_handler(&self, decorated: Node<'a>) -> bool {
        let mut cursor = decorated.walk();
        decorated.named_children(&mut cursor).filter(|child| child.kind() == "decorator").any(|decorator| {
            let call = decorator.named_child(0).filter(|inner| inner.kind() == "call");
            let method = call
                .and_then(|call| call.child_by_field_name("function"))
                .and_then(|function| function.child_by_field_name("attribute"));
            method.is_some_and(|method| {
                let verbs = "route get post put patch delete head options websocket api_route";
                verbs.split(' ').any(|verb| verb == self.meaning.text(method))
            })
        })
    }

    fn request_parameters(&self, function: Node<'a>) -> BTreeSet<&'a str> {
        let Some(list) = function.child_by_field_name("parameters") else { return BTreeSet::new() };
        let mut cursor = list.walk();
        let filled = list.named_children(&mut cursor).filter(|parameter| {
            let annotation = parameter.child_by_field_name("type").map_or("", |t| self.meaning.text(t));
            let default = parameter.child_by_field_name("value").map_or("", |value| self.meaning.text(value));
            let base = annotation.split([' ', '|', '[']).next().unwrap_or("");
            !HARMLESS_TYPES.contains(&base)
                && !annotation.contains("Depends(")
                && !default.starts_with("Depends(")
        });
        filled
            .filter_map(parameter_name)
            .map(|name| self.meaning.text(name))
            .filter(|name| *name != "self")
            .collect()
    }
}

impl<'a> Visitor<'a> for Collect<'_, 'a> {
    fn enter(&mut self, visit: Visit<'a>) -> Descend {
        let node = visit.node;
        match node.kind() {
            "import_statement" | "import_from_statement" => self.import(node),
            "assignment" | "augmented_assignment" => {
                self.assign(node.child_by_field_name("left"), node.child_by_field_name("right"));
            }
            "named_expression" => {
                self.assign(node.child_by_field_name("name"), node.child_by_field_name("value"))
            }
            // `with open(…) as file`
            "as_pattern" => {
                let target = node.child_by_field_name("alias").and_then(|alias| alias.named_child(0));
                self.assign(target, node.named_child(0));
            }
            "function_definition" => self.function(visit),
            _ => {}
        }
        Descend::Into
    }

    fn leave(&mut self, visit: Visit<'a>) {
        if visit.node.kind() == "function_definition" {
            self.open.pop();
        }
    }
}

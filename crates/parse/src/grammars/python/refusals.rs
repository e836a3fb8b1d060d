//! What the grammar accepts and CPython's compiler refuses.

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::{
    file::Issue,
    grammars::Parsed,
    walk::{Descend, Visit, Visitor, walk},
};

pub fn check(source: &Parsed<'_>, issues: &mut Vec<Issue>) {
    let mut check = Check { source, issues, scopes: vec![Scope::of(ScopeKind::Module)], futures_over: false };
    walk(source.tree.root_node(), &mut check);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ScopeKind {
    Module,
    Class,
    Function {
        is_async: bool,
    },
    Lambda,
    /// A generator that awaits is an asynchronous one, in any function.
    Generator,
}

struct Scope {
    kind: ScopeKind,
    /// Loops around the current node within this scope.
    loops: u32,
}

impl Scope {
    fn of(kind: ScopeKind) -> Self {
        Self { kind, loops: 0 }
    }
}

struct Check<'s> {
    source: &'s Parsed<'s>,
    issues: &'s mut Vec<Issue>,
    scopes: Vec<Scope>,
    /// A statement that ends the place for `from __future__` was seen.
    futures_over: bool,
}

impl Check<'_> {
    fn report(&mut self, node: Node<'_>, message: impl Into<String>) {
        self.issues.push(Issue { place: self.source.lines.at(node.start_byte()), message: message.into() });
    }

    fn scope(&self) -> ScopeKind {
        self.scopes.last().map_or(ScopeKind::Module, |scope| scope.kind)
    }

    fn in_loop(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.loops > 0)
    }

    fn in_function(&self) -> bool {
        matches!(self.scope(), ScopeKind::Function { .. })
    }

    fn needs_async(&mut self, node: Node<'_>, what: &str) {
        match self.scope() {
            ScopeKind::Function { is_async: true } | ScopeKind::Generator => {}
            ScopeKind::Module | ScopeKind::Class => self.report(node, format!("'{what}' outside function")),
            ScopeKind::Function { is_async: false } | ScopeKind::Lambda => {
                self.report(node, format!("'{what}' outside async function"));
            }
        }
    }

    fn statement(&mut self, node: Node<'_>) {
        match node.kind() {
            "return_statement" if !self.in_function() => self.report(node, "'return' outside function"),
            "yield" if matches!(self.scope(), ScopeKind::Module | ScopeKind::Class) => {
                self.report(node, "'yield' outside function");
            }
            "await" => self.needs_async(node, "await"),
            "for_statement" | "with_statement" if starts_async(node) => {
                self.needs_async(
                    node,
                    if node.kind() == "for_statement" { "async for" } else { "async with" },
                );
            }
            "break_statement" if !self.in_loop() => self.report(node, "'break' outside loop"),
            "continue_statement" if !self.in_loop() => self.report(node, "'continue' not properly in loop"),
            "nonlocal_statement" if self.scope() == ScopeKind::Module => {
                self.report(node, "nonlocal declaration not allowed at module level");
            }
            "wildcard_import" if self.scope() != ScopeKind::Module => {
                self.report(node, "import * only allowed at module level");
            }
            // `print >> x, y` is a shift and a pair to Python 3.
            "print_statement" if node.named_child(0).is_some_and(|first| first.kind() == "chevron") => {}
            "print_statement" => self.report(node, "missing parentheses in call to 'print'"),
            "exec_statement" => self.report(node, "missing parentheses in call to 'exec'"),
            "parameters" | "lambda_parameters" => self.parameters(node),
            "argument_list" => self.arguments(node),
            "try_statement" => self.handlers(node),
            "integer" => self.number(node),
            "comparison_operator" => self.comparison(node),
            _ => {}
        }
    }

    fn parameters(&mut self, list: Node<'_>) {
        let mut names = BTreeSet::new();
        let (mut default_seen, mut star_seen, mut splat_seen) = (false, false, false);
        let mut slash_seen = false;
        let mut bare_star: Option<Node<'_>> = None;
        let mut cursor = list.walk();
        for parameter in list.named_children(&mut cursor).filter(|child| !child.is_extra()) {
            if splat_seen {
                self.report(parameter, "arguments cannot follow var-keyword argument");
            }
            let mut plain = false;
            match parameter.kind() {
                "identifier" => plain = true,
                "typed_parameter" => {
                    let inner = parameter.named_child(0).map_or("", |node| node.kind());
                    plain = inner == "identifier";
                    if inner == "list_splat_pattern" {
                        if star_seen {
                            self.report(parameter, "* argument may appear only once");
                        }
                        star_seen = true;
                    }
                    splat_seen |= inner == "dictionary_splat_pattern";
                }
                "default_parameter" | "typed_default_parameter" => default_seen |= !star_seen,
                "list_splat_pattern" | "keyword_separator" => {
                    if star_seen {
                        self.report(parameter, "* argument may appear only once");
                    }
                    star_seen = true;
                }
                "dictionary_splat_pattern" => splat_seen = true,
                "positional_separator" => {
                    if slash_seen {
                        self.report(parameter, "/ may appear only once");
                    } else if star_seen {
                        self.report(parameter, "/ must be ahead of *");
                    } else if names.is_empty() {
                        self.report(parameter, "at least one argument must precede /");
                    }
                    slash_seen = true;
                }
                _ => {}
            }
            if plain && default_seen && !star_seen {
                self.report(parameter, "parameter without a default follows parameter with a default");
            }
            if parameter.kind() == "keyword_separator" {
                bare_star = Some(parameter);
            } else if parameter.kind() != "dictionary_splat_pattern" {
                bare_star = None;
            }
            if let Some(name) = parameter_name(parameter) {
                let text = self.source.text_of(name);
                if !names.insert(text.to_owned()) {
                    self.report(name, format!("duplicate argument '{text}' in function definition"));
                }
            }
        }
        if let Some(star) = bare_star {
            self.report(star, "named arguments must follow bare *");
        }
    }

    fn arguments(&mut self, list: Node<'_>) {
        let mut names = BTreeSet::new();
        let (mut keyword_seen, mut unpacking_seen) = (false, false);
        let mut cursor = list.walk();
        for argument in list.named_children(&mut cursor).filter(|child| !child.is_extra()) {
            match argument.kind() {
                "keyword_argument" => {
                    keyword_seen = true;
                    let Some(name) = argument.child_by_field_name("name") else { continue };
                    let text = self.source.text_of(name);
                    if matches!(text, "True" | "False" | "None") {
                        self.report(name, format!("cannot assign to {text}"));
                    } else if !names.insert(text) {
                        self.report(name, format!("keyword argument repeated: {text}"));
                    }
                }
                "dictionary_splat" => unpacking_seen = true,
                "list_splat" if unpacking_seen => {
                    self.report(argument, "iterable argument unpacking follows keyword argument unpacking");
                }
                "list_splat" => {}
                _ if unpacking_seen => {
                    self.report(argument, "positional argument follows keyword argument unpacking");
                }
                _ if keyword_seen => self.report(argument, "positional argument follows keyword argument"),
                _ => {}
            }
        }
    }

    fn handlers(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let handlers: Vec<Node<'_>> =
            node.named_children(&mut cursor).filter(|child| child.kind() == "except_clause").collect();
        let is_bare =
            |handler: &Node<'_>| handler.named_child(0).is_some_and(|first| first.kind() == "block");
        for handler in handlers.iter().rev().skip(1) {
            if is_bare(handler) {
                self.report(*handler, "default 'except:' must be last");
            }
        }
    }

    fn number(&mut self, node: Node<'_>) {
        let text = self.source.text_of(node);
        let digits = text.trim_end_matches(['j', 'J', 'l', 'L']);
        if text.ends_with(['l', 'L']) {
            self.report(node, "invalid decimal literal");
        } else if digits.len() == text.len()
            && digits.len() > 1
            && digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'_')
            && digits.bytes().any(|b| matches!(b, b'1'..=b'9'))
        {
            self.report(node, "leading zeros in decimal integer literals are not permitted");
        }
    }

    fn comparison(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let old: Vec<Node<'_>> =
            node.children_by_field_name("operators", &mut cursor).filter(|op| op.kind() == "<>").collect();
        for operator in old {
            self.report(operator, "'<>' is not an operator of Python 3");
        }
    }

    /// `from __future__` comes before all but the docstring and other such imports.
    fn future(&mut self, visit: Visit<'_>) {
        if visit.depth != 1 || visit.node.is_extra() {
            return;
        }
        match visit.node.kind() {
            "future_import_statement" if self.futures_over => {
                self.report(visit.node, "from __future__ imports must occur at the beginning of the file");
            }
            "future_import_statement" => {}
            "expression_statement"
                if visit.node.named_child(0).is_some_and(|e| e.kind().contains("string")) => {}
            kind if visit.node.is_named() && kind != "module" => self.futures_over = true,
            _ => {}
        }
    }
}

impl<'t> Visitor<'t> for Check<'_> {
    fn enter(&mut self, visit: Visit<'t>) -> Descend {
        let node = visit.node;
        self.future(visit);
        self.statement(node);
        match opens(visit) {
            Opens::Scope(kind) => self.scopes.push(Scope::of(kind)),
            Opens::Loop => {
                if let Some(scope) = self.scopes.last_mut() {
                    scope.loops += 1;
                }
            }
            Opens::Nothing => {}
        }
        Descend::Into
    }

    fn leave(&mut self, visit: Visit<'t>) {
        match opens(visit) {
            Opens::Scope(_) => {
                self.scopes.pop();
            }
            Opens::Loop => {
                if let Some(scope) = self.scopes.last_mut() {
                    scope.loops = scope.loops.saturating_sub(1);
                }
            }
            Opens::Nothing => {}
        }
    }
}

enum Opens {
    Scope(ScopeKind),
    Loop,
    Nothing,
}

/// What begins with this node: scopes and loops begin with their body, so that decorators,
/// defaults and conditions belong to the outside.
fn opens(visit: Visit<'_>) -> Opens {
    match visit.node.kind() {
        "lambda" => return Opens::Scope(ScopeKind::Lambda),
        "generator_expression" => return Opens::Scope(ScopeKind::Generator),
        _ => {}
    }
    let (Some(parent), "block", Some("body")) = (visit.parent, visit.node.kind(), visit.field) else {
        return Opens::Nothing;
    };
    match parent.kind() {
        "function_definition" => Opens::Scope(ScopeKind::Function { is_async: starts_async(parent) }),
        "class_definition" => Opens::Scope(ScopeKind::Class),
        "for_statement" | "while_statement" => Opens::Loop,
        _ => Opens::Nothing,
    }
}

fn starts_async(node: Node<'_>) -> bool {
    node.child(0).is_some_and(|first| first.kind() == "async")
}

/// The name that a parameter binds, whatever stands around it.
pub fn parameter_name(parameter: Node<'_>) -> Option<Node<'_>> {
    let mut node = parameter;
    // At most: typed parameter, splat, identifier.
    for _ in 0..4 {
        match node.kind() {
            "identifier" => return Some(node),
            "default_parameter" | "typed_default_parameter" => node = node.child_by_field_name("name")?,
            "typed_parameter" | "list_splat_pattern" | "dictionary_splat_pattern" => {
                node = node.named_child(0)?
            }
            _ => return None,
        }
    }
    None
}

//! Measures of Python functions.
//!
//! Cyclomatic: McCabe's 1 + branches, where a branch is `if`, `elif`, a conditional
//! expression, a loop (and its `else`), an exception handler (and the `else` of `try`),
//! a `case` that can fail, `assert`, each `and`/`or`, each `for` and `if` of a
//! comprehension. An inner function's branches are its own.
//!
//! Cognitive: SonarSource's rules. An inner function counts for itself and, one level
//! deeper, for the functions around it, as a reader has to hold it in mind.

use domain::finding::{FunctionMetrics, Place};
use tree_sitter::Node;

use super::{refusals::parameter_name, smells};
use crate::{
    file::Metrics,
    grammars::Parsed,
    walk::{Descend, Visit, Visitor, walk},
};

pub fn measure(source: &Parsed<'_>) -> Metrics {
    let mut measure = Measure { source, frames: Vec::new(), done: Vec::new(), metrics: Metrics::default() };
    walk(source.tree.root_node(), &mut measure);
    let Measure { mut done, mut metrics, .. } = measure;
    // Inner functions are finished first; reports follow the source.
    done.sort_by_key(|(start, _)| *start);
    metrics.functions = done.into_iter().map(|(_, function)| function).collect();
    smells::of_functions(source, &mut metrics);
    metrics.smells.sort_by(|a, b| (a.place, a.kind).cmp(&(b.place, b.kind)));
    metrics
}

/// A function that is being measured.
struct Frame<'s> {
    start: usize,
    name: &'s str,
    qualified: String,
    place: (u32, u32),
    lines: u32,
    parameters: u32,
    cyclomatic: u32,
    cognitive: u32,
    /// What cognitive complexity adds per structure here.
    weight: u32,
    nesting: u32,
    max_nesting: u32,
    loops: u32,
    max_loops: u32,
    recursive: bool,
}

struct Measure<'s> {
    source: &'s Parsed<'s>,
    /// Functions and classes around the current node; a class has only its name.
    frames: Vec<Holder<'s>>,
    done: Vec<(usize, FunctionMetrics)>,
    metrics: Metrics,
}

enum Holder<'s> {
    Class(&'s str),
    Function(Frame<'s>),
}

impl<'s> Measure<'s> {
    fn innermost(&mut self) -> Option<&mut Frame<'s>> {
        self.functions().next()
    }

    /// Functions around the current node, innermost first.
    fn functions(&mut self) -> impl Iterator<Item = &mut Frame<'s>> {
        self.frames.iter_mut().rev().filter_map(|holder| match holder {
            Holder::Function(frame) => Some(frame),
            Holder::Class(_) => None,
        })
    }

    fn branch(&mut self, count: u32) {
        if let Some(frame) = self.innermost() {
            frame.cyclomatic += count;
        }
    }

    /// One for the structure and one for each level around it.
    fn structure(&mut self) {
        self.functions().for_each(|frame| frame.cognitive += 1 + frame.weight);
    }

    fn flat(&mut self) {
        self.functions().for_each(|frame| frame.cognitive += 1);
    }

    fn deeper(&mut self) {
        self.functions().for_each(|frame| frame.weight += 1);
    }

    fn shallower(&mut self) {
        self.functions().for_each(|frame| frame.weight = frame.weight.saturating_sub(1));
    }

    fn count(&mut self, visit: Visit<'_>) {
        let node = visit.node;
        let parent = visit.parent.map_or("", |parent| parent.kind());
        match node.kind() {
            "if_statement"
            | "while_statement"
            | "for_statement"
            | "except_clause"
            | "conditional_expression" => {
                self.branch(1);
                self.structure();
            }
            "elif_clause" => {
                self.branch(1);
                self.flat();
            }
            "else_clause" => {
                // `else` of `if` is no further path; of a loop or `try` it is one that may be skipped.
                self.branch(u32::from(parent != "if_statement"));
                if parent != "try_statement" {
                    self.flat();
                }
            }
            "match_statement" => self.structure(),
            "case_clause" => self.branch(u32::from(!always_matches(self.source, node))),
            "assert_statement" => self.branch(1),
            "for_in_clause" => self.branch(1),
            "if_clause" if parent != "case_clause" => self.branch(1),
            "boolean_operator" => {
                self.branch(1);
                if starts_sequence(visit) {
                    self.flat();
                }
            }
            "call" => self.recursion(node),
            _ => {}
        }
    }

    fn recursion(&mut self, call: Node<'_>) {
        let Some(called) = call.child_by_field_name("function") else { return };
        let method = called.kind() == "attribute";
        let name = match called.kind() {
            "identifier" => self.source.text_of(called),
            "attribute" => {
                let of_self = called
                    .child_by_field_name("object")
                    .is_some_and(|object| matches!(self.source.text_of(object), "self" | "cls"));
                match called.child_by_field_name("attribute") {
                    Some(attribute) if of_self => self.source.text_of(attribute),
                    _ => return,
                }
            }
            _ => return,
        };
        let in_class =
            self.frames.iter().rev().skip(1).find(|_| true).is_some_and(|h| matches!(h, Holder::Class(_)));
        if let Some(frame) = self.innermost() {
            // `f()` inside a method `f` calls the module's `f`.
            if frame.name == name && method == in_class && !frame.recursive {
                frame.recursive = true;
                frame.cognitive += 1;
            }
        }
    }

    fn open_function(&mut self, node: Node<'_>) {
        let name = node.child_by_field_name("name").map_or("", |name| self.source.text_of(name));
        let mut qualified = String::new();
        for holder in &self.frames {
            qualified.push_str(match holder {
                Holder::Class(name) => name,
                Holder::Function(frame) => frame.name,
            });
            qualified.push('.');
        }
        qualified.push_str(name);
        let is_method = matches!(self.frames.last(), Some(Holder::Class(_)));
        let rows = node.end_position().row - node.start_position().row + 1;
        self.frames.push(Holder::Function(Frame {
            start: node.start_byte(),
            name,
            qualified,
            place: self.source.lines.at(node.start_byte()),
            lines: u32::try_from(rows).unwrap_or(u32::MAX),
            parameters: parameters(self.source, node, is_method),
            cyclomatic: 1,
            cognitive: 0,
            weight: 0,
            nesting: 0,
            max_nesting: 0,
            loops: 0,
            max_loops: 0,
            recursive: false,
        }));
    }

    fn close_function(&mut self) {
        let Some(Holder::Function(frame)) = self.frames.pop() else { return };
        let (line, column) = frame.place;
        let metrics = FunctionMetrics {
            place: Place { path: self.source.path.clone(), line, column },
            name: frame.qualified,
            lines: frame.lines,
            cyclomatic: frame.cyclomatic,
            cognitive: frame.cognitive,
            parameters: frame.parameters,
            max_nesting: frame.max_nesting,
            loop_depth: frame.max_loops,
        };
        self.done.push((frame.start, metrics));
    }
}

impl<'t> Visitor<'t> for Measure<'_> {
    fn enter(&mut self, visit: Visit<'t>) -> Descend {
        self.count(visit);
        smells::of_node(self.source, visit, &mut self.metrics.smells);
        match visit.node.kind() {
            "class_definition" => {
                self.metrics.classes += 1;
                let name =
                    visit.node.child_by_field_name("name").map_or("", |name| self.source.text_of(name));
                self.frames.push(Holder::Class(name));
            }
            "function_definition" => {
                self.deeper();
                self.open_function(visit.node);
            }
            "lambda" => self.deeper(),
            "conditional_expression" => self.deeper(),
            "list_comprehension"
            | "set_comprehension"
            | "dictionary_comprehension"
            | "generator_expression" => {
                self.enter_loop();
            }
            "block" => {
                let level = level_of(visit);
                if level.reader {
                    self.deeper();
                }
                if let Some(frame) = self.innermost().filter(|_| level.structure) {
                    frame.nesting += 1;
                    frame.max_nesting = frame.max_nesting.max(frame.nesting);
                }
                if level.repeats {
                    self.enter_loop();
                }
            }
            _ => {}
        }
        Descend::Into
    }

    fn leave(&mut self, visit: Visit<'t>) {
        match visit.node.kind() {
            "class_definition" => {
                self.frames.pop();
            }
            "function_definition" => {
                self.close_function();
                self.shallower();
            }
            "lambda" | "conditional_expression" => self.shallower(),
            "list_comprehension"
            | "set_comprehension"
            | "dictionary_comprehension"
            | "generator_expression" => {
                self.leave_loop();
            }
            "block" => {
                let level = level_of(visit);
                if level.reader {
                    self.shallower();
                }
                if let Some(frame) = self.innermost().filter(|_| level.structure) {
                    frame.nesting -= 1;
                }
                if level.repeats {
                    self.leave_loop();
                }
            }
            _ => {}
        }
    }
}

impl Measure<'_> {
    fn enter_loop(&mut self) {
        if let Some(frame) = self.innermost() {
            frame.loops += 1;
            frame.max_loops = frame.max_loops.max(frame.loops);
        }
    }

    fn leave_loop(&mut self) {
        if let Some(frame) = self.innermost() {
            frame.loops = frame.loops.saturating_sub(1);
        }
    }
}

/// What a block means for the levels around its statements.
struct Level {
    /// Cognitive complexity weighs structures inside it more.
    reader: bool,
    /// It is a level of nesting.
    structure: bool,
    /// It is a loop's body.
    repeats: bool,
}

fn level_of(visit: Visit<'_>) -> Level {
    let parent = visit.parent.map_or("", |parent| parent.kind());
    let branch = matches!(parent, "if_statement" | "elif_clause" | "except_clause" | "case_clause");
    let repeats = matches!(parent, "for_statement" | "while_statement");
    // The `else` of `try` is no branch of it; only its depth counts.
    let other = parent == "else_clause";
    let plain = matches!(parent, "try_statement" | "finally_clause" | "with_statement");
    Level { reader: branch || repeats || other, structure: branch || repeats || other || plain, repeats }
}

/// `case _:` and `case name:` without a guard.
fn always_matches(source: &Parsed<'_>, clause: Node<'_>) -> bool {
    if clause.child_by_field_name("guard").is_some() {
        return false;
    }
    let mut cursor = clause.walk();
    let mut patterns = clause.named_children(&mut cursor).filter(|child| child.kind() == "case_pattern");
    let (Some(only), None) = (patterns.next(), patterns.next()) else { return false };
    let text = source.text_of(only);
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
        && !matches!(text, "None" | "True" | "False")
}

/// `a and b and c` is one thing to read; a change of operator starts another.
fn starts_sequence(visit: Visit<'_>) -> bool {
    match visit.parent {
        Some(parent) if parent.kind() == "boolean_operator" => operator(parent) != operator(visit.node),
        _ => true,
    }
}

fn operator(node: Node<'_>) -> Option<u16> {
    node.child_by_field_name("operator").map(|operator| operator.kind_id())
}

/// What a caller gives: without `self` and `cls` of methods and without the marks `/` and `*`.
fn parameters(source: &Parsed<'_>, function: Node<'_>, is_method: bool) -> u32 {
    let Some(list) = function.child_by_field_name("parameters") else { return 0 };
    let mut cursor = list.walk();
    let names: Vec<&str> = list
        .named_children(&mut cursor)
        .filter_map(parameter_name)
        .map(|name| source.text_of(name))
        .collect();
    let bound = is_method && names.first().is_some_and(|name| matches!(*name, "self" | "cls" | "mcs"));
    u32::try_from(names.len() - usize::from(bound)).unwrap_or(u32::MAX)
}

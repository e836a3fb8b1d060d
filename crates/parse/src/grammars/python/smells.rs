//! Places that work today and cost a reader tomorrow.

use domain::finding::FunctionMetrics;

use crate::{
    file::{Metrics, Smelt},
    grammars::Parsed,
    walk::Visit,
};

/// Under 5 % of the functions in well-kept code bases are longer.
const FUNCTION_LINES: u32 = 70;
/// The usual bound of linters for levels of structure in one function.
const NESTING: u32 = 4;
/// A call with more is hard to read without names.
const PARAMETERS: u32 = 7;
/// McCabe's own advice is 10; linters warn from 15.
const CYCLOMATIC: u32 = 15;
/// SonarSource's default.
const COGNITIVE: u32 = 15;
/// Three loops inside each other are cubic.
const LOOPS: u32 = 3;
const FILE_LINES: u32 = 1_000;

pub fn of_functions(source: &Parsed<'_>, metrics: &mut Metrics) {
    let Metrics { functions, smells, .. } = metrics;
    for f in functions.iter() {
        let mut check = |kind, value: u32, bound: u32, what: &str| {
            if value > bound {
                let message = format!("`{}` {what} {value}; {bound} is the bound", f.name);
                smells.push(Smelt { place: place(f), kind, message });
            }
        };
        check("long_function", f.lines, FUNCTION_LINES, "has lines:");
        check("deep_nesting", f.max_nesting, NESTING, "has levels of nesting:");
        check("many_parameters", f.parameters, PARAMETERS, "takes parameters:");
        check("complex_function", f.cyclomatic, CYCLOMATIC, "has a cyclomatic complexity of");
        check("hard_to_read", f.cognitive, COGNITIVE, "has a cognitive complexity of");
        check("nested_loops", f.loop_depth, LOOPS - 1, "has loops inside each other:");
    }
    let lines = source.lines.count();
    if lines > FILE_LINES {
        let message = format!("the file has {lines} lines; {FILE_LINES} is the bound");
        smells.push(Smelt { place: (1, 1), kind: "long_file", message });
    }
}

fn place(function: &FunctionMetrics) -> (u32, u32) {
    (function.place.line, function.place.column)
}

pub fn of_node(source: &Parsed<'_>, visit: Visit<'_>, smells: &mut Vec<Smelt>) {
    let node = visit.node;
    let (kind, message) = match node.kind() {
        "default_parameter" | "typed_default_parameter" => {
            let value = node.child_by_field_name("value").map_or("", |value| value.kind());
            if !matches!(value, "list" | "dictionary" | "set") {
                return;
            }
            ("mutable_default", "the default is one object for all calls")
        }
        "wildcard_import" => ("wildcard_import", "names come from nowhere a reader can see"),
        "except_clause" if node.named_child(0).is_some_and(|first| first.kind() == "block") => {
            ("bare_except", "catches even the interpreter's own exit")
        }
        "global_statement" => ("global_statement", "a function that changes module state"),
        _ => return,
    };
    smells.push(Smelt { place: source.lines.at(node.start_byte()), kind, message: message.to_owned() });
}

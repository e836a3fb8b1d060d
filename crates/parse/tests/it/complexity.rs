//! Measures compared with functions counted by hand.

use domain::{finding::ComplexityReport, roles::Parser};
use parse::TreeSitter;

use crate::tree;

fn measure(text: &str) -> ComplexityReport {
    TreeSitter::new().complexity(&tree(&[("a.py", text)]))
}

/// `(cyclomatic, cognitive, nesting, loops)` of the first function.
fn check(text: &str, expected: (u32, u32, u32, u32)) {
    let report = measure(text);
    let f = &report.functions[0];
    assert_eq!((f.cyclomatic, f.cognitive, f.max_nesting, f.loop_depth), expected, "of\n{text}");
}

#[test]
fn a_straight_function_is_one() {
    check("def f():\n    x = 1\n    return x\n", (1, 0, 0, 0));
}

#[test]
fn branches_count_and_else_costs_only_the_reader() {
    check(
        "def f(a):\n    if a:\n        return 1\n    elif b:\n        return 2\n    else:\n        return 3\n",
        (3, 3, 1, 0),
    );
    check("def f(a):\n    return 1 if a else 2\n", (2, 1, 0, 0));
}

#[test]
fn nesting_weighs_on_the_reader() {
    // for +1, if +2 (one level), if +3 (two levels)
    check(
        "def f(a):\n    for x in a:\n        if x:\n            if y:\n                pass\n",
        (4, 6, 3, 1),
    );
    // while +1, for +2, else of the loop +1
    check(
        "def f(a):\n    while a:\n        for b in a:\n            pass\n        else:\n            pass\n",
        (4, 4, 2, 2),
    );
}

#[test]
fn equal_operators_are_read_as_one() {
    // if +1, `and` sequence +1
    check("def f(a):\n    if a and b and c:\n        pass\n", (4, 2, 1, 0));
    // if +1, and +1, or +1, and +1
    check("def f(a):\n    if a and b or c and d:\n        pass\n", (5, 4, 1, 0));
    check("def f(a):\n    return a or not (b or c)\n", (3, 2, 0, 0));
}

#[test]
fn handlers_are_branches_and_try_is_not() {
    // except +1, if inside +2
    check(
        "def f():\n    try:\n        a()\n    except A:\n        if b:\n            pass\n    except B:\n        pass\n    finally:\n        c()\n",
        (4, 4, 2, 0),
    );
    check(
        "def f():\n    try:\n        a()\n    except A:\n        pass\n    else:\n        b()\n",
        (3, 1, 1, 0),
    );
    check("def f():\n    with a:\n        if b:\n            pass\n", (2, 1, 2, 0));
}

#[test]
fn match_is_one_thing_to_read_and_a_branch_per_case_that_can_fail() {
    check(
        "def f(a):\n    match a:\n        case 1:\n            pass\n        case 2 if b:\n            pass\n        case _:\n            pass\n",
        (3, 1, 1, 0),
    );
}

#[test]
fn comprehensions_are_loops_and_branches() {
    check("def f(a):\n    return [x for y in a for x in y if x]\n", (4, 0, 0, 1));
    check("def f(a):\n    for y in a:\n        z = {x for x in y}\n", (3, 1, 1, 2));
}

#[test]
fn inner_functions_have_branches_of_their_own() {
    let report = measure("def f():\n    def g(a):\n        if a:\n            return 1\n    return g\n");
    let seen: Vec<_> =
        report.functions.iter().map(|f| (f.name.as_str(), f.cyclomatic, f.cognitive)).collect();
    // For `f`, the `if` is one level deeper.
    assert_eq!(seen, [("f", 1, 2), ("f.g", 2, 1)]);
}

#[test]
fn recursion_costs_once() {
    check("def f(n):\n    return f(n - 1) + f(n - 2) if n else 1\n", (2, 2, 0, 0));
    check("class A:\n    def f(self):\n        return self.f()\n", (1, 1, 0, 0));
    check("class A:\n    def f(self):\n        return f()\n", (1, 0, 0, 0));
}

#[test]
fn lambdas_deepen() {
    // the conditional inside: +1 path, +2 for the reader
    check("def f():\n    return lambda a: 1 if a else 2\n", (2, 2, 0, 0));
}

#[test]
fn parameters_are_what_a_caller_gives() {
    let report = measure(
        "class A:\n    def f(self, a, /, b: int, *c, d=1, e: int = 2, **g):\n        pass\n@x\nasync def h():\n    pass\n",
    );
    let seen: Vec<_> =
        report.functions.iter().map(|f| (f.name.as_str(), f.parameters, f.place.line, f.lines)).collect();
    assert_eq!(seen, [("A.f", 6, 2, 2), ("h", 0, 5, 2)]);
    assert_eq!(report.classes, 1);
}

#[test]
fn the_report_sums_up() {
    let text = "def a():\n    pass\ndef b(x):\n    if x:\n        pass\ndef c(x):\n    if x:\n        pass\n";
    let report = measure(text);
    assert_eq!((report.mean_complexity, report.max_complexity, report.lines, report.files), (1.67, 2, 8, 1));
}

#[test]
fn smells_have_places() {
    let long = format!("def f(a=[]):\n{}", "    x = 1\n".repeat(70));
    let report = measure(&long);
    let seen: Vec<_> =
        report.smells.iter().map(|s| (s.kind.as_str(), s.place.line, s.place.column)).collect();
    assert_eq!(seen, [("long_function", 1, 1), ("mutable_default", 1, 7)]);
    assert_eq!(
        measure(&long.replace("    x = 1\n    x = 1\n", "    x = 1\n").replace("[]", "()")).smells,
        []
    );
}

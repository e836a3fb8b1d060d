//! Indentation as CPython's tokenizer wants it: the grammar's scanner is more forgiving.
//!
//! Widths are compared twice, with tabs of eight and of one column, so that a mix of
//! tabs and spaces that only looks right is found.

use tree_sitter::Node;

use crate::{
    file::Issue,
    grammars::Parsed,
    walk::{Descend, Visit, Visitor, walk},
};

pub fn check(source: &Parsed<'_>, issues: &mut Vec<Issue>) {
    let mut check = Check { source, issues, open: Vec::new() };
    walk(source.tree.root_node(), &mut check);
}

/// Width of a line's leading blanks with tabs of eight columns, and of one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Width {
    wide: usize,
    narrow: usize,
}

const NONE: Width = Width { wide: 0, narrow: 0 };

struct Check<'s> {
    source: &'s Parsed<'s>,
    issues: &'s mut Vec<Issue>,
    /// Widths of the blocks around the current node; `None` for a block on its colon's line.
    open: Vec<Option<Width>>,
}

impl Check<'_> {
    /// The width before a node that is the first thing in its line.
    fn leading(&self, node: Node<'_>) -> Option<Width> {
        let before = self.source.text.get(..node.start_byte())?;
        let blanks = before.rsplit('\n').next()?.trim_start_matches('\u{feff}');
        let mut width = NONE;
        for c in blanks.chars() {
            match c {
                ' ' => width = Width { wide: width.wide + 1, narrow: width.narrow + 1 },
                '\t' => width = Width { wide: (width.wide / 8 + 1) * 8, narrow: width.narrow + 1 },
                '\u{c}' => width = NONE,
                _ => return None,
            }
        }
        let above = before.get(..before.len() - blanks.len())?.trim_end_matches(['\n', '\r']);
        (!self.is_continued(above)).then_some(width)
    }

    /// The blanks of a continued line are no indentation. A `\` in a comment continues nothing.
    fn is_continued(&self, above: &str) -> bool {
        let end = above.len();
        above.ends_with('\\')
            && self
                .source
                .tree
                .root_node()
                .descendant_for_byte_range(end - 1, end)
                .is_none_or(|node| node.kind() != "comment")
    }

    /// Two statements in one line have a semicolon between them.
    fn apart(&mut self, before: Node<'_>, after: Node<'_>) {
        let between = self.source.text.get(before.end_byte()..after.start_byte()).unwrap_or(";");
        if !between.contains([';', '\n']) && before.end_byte() > before.start_byte() {
            self.report(after, "invalid syntax: two statements without `;` or a line end between them");
        }
    }

    fn outer(&self) -> Width {
        self.open.iter().rev().copied().find_map(|width| width).unwrap_or(NONE)
    }

    fn report(&mut self, node: Node<'_>, message: &str) {
        self.issues
            .push(Issue { place: self.source.lines.at(node.start_byte()), message: message.to_owned() });
    }

    /// Statements of one block stand below each other.
    fn same(&mut self, node: Node<'_>, expected: Option<Width>) {
        let Some(width) = self.leading(node) else { return };
        let Some(expected) = expected else { return self.report(node, "unexpected indent") };
        if width == expected {
            return;
        }
        let message = if width.wide == expected.wide || width.narrow == expected.narrow {
            "inconsistent use of tabs and spaces in indentation"
        } else if width.wide > expected.wide {
            "unexpected indent"
        } else {
            "unindent does not match any outer indentation level"
        };
        self.report(node, message);
    }

    fn block(&mut self, block: Node<'_>) {
        let mut cursor = block.walk();
        let mut statements = block.named_children(&mut cursor).filter(|child| !child.is_extra());
        let Some(first) = statements.next() else {
            self.report(block, "expected an indented block");
            self.open.push(None);
            return;
        };
        let outer = self.outer();
        let width = self.leading(first);
        if let Some(width) = width {
            if width.wide <= outer.wide && width.narrow <= outer.narrow {
                self.report(first, "expected an indented block");
            } else if width.wide <= outer.wide || width.narrow <= outer.narrow {
                self.report(first, "inconsistent use of tabs and spaces in indentation");
            }
        }
        let mut before = first;
        for statement in statements {
            self.same(statement, width);
            self.apart(before, statement);
            before = statement;
        }
        self.open.push(width);
    }
}

impl<'t> Visitor<'t> for Check<'_> {
    fn enter(&mut self, visit: Visit<'t>) -> Descend {
        let node = visit.node;
        match node.kind() {
            "module" => {
                let mut cursor = node.walk();
                let mut before = None;
                for statement in node.named_children(&mut cursor).filter(|child| !child.is_extra()) {
                    self.same(statement, Some(NONE));
                    if let Some(before) = before.replace(statement) {
                        self.apart(before, statement);
                    }
                }
            }
            "block" => self.block(node),
            "elif_clause" | "else_clause" | "except_clause" | "except_group_clause" | "finally_clause" => {
                let outer = self.outer();
                self.same(node, Some(outer));
            }
            "decorated_definition" => {
                let outer = self.outer();
                let mut cursor = node.walk();
                for part in node.named_children(&mut cursor).skip(1).filter(|child| !child.is_extra()) {
                    self.same(part, Some(outer));
                }
            }
            _ => {}
        }
        Descend::Into
    }

    fn leave(&mut self, visit: Visit<'t>) {
        if visit.node.kind() == "block" {
            self.open.pop();
        }
    }
}

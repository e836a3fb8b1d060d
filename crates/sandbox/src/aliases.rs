//! Names that a `tsconfig.json` gives to a project's own modules.
//!
//! Compilers and their like find modules by them, Node.js does not: they are put in as paths where the types go.

use oxc::allocator::Allocator;
use oxc::ast::ast::{Expression, ObjectPropertyKind, Statement};
use oxc::parser::Parser;
use oxc::span::SourceType;
use serde_json::{Map, Value};

/// Settings that take up others that take up others.
const DEPTH: usize = 8;

/// What one project's settings say of its modules.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Aliases {
    /// Patterns with at most one `*`, and the places that each stands for.
    paths: Vec<(String, Vec<String>)>,
    /// Where every other name is looked for as well.
    base: Option<String>,
    /// Decorators are the older ones.
    pub legacy: bool,
}

impl Aliases {
    /// Of the folder's `tsconfig.json` and those that it extends; `read` yields a file's text.
    pub fn of(read: &impl Fn(&str) -> Option<String>) -> Self {
        let mut found = Self::default();
        found.take("tsconfig.json", read, 0);
        found
    }

    /// What a file says counts more than what it extends.
    fn take(&mut self, name: &str, read: &impl Fn(&str) -> Option<String>, depth: usize) {
        let Some(settings) = read(name).map(|text| value(&text)) else { return };
        let extended = match &settings["extends"] {
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        };
        for other in extended {
            let ending = if other.ends_with(".json") { "" } else { ".json" };
            if let Some(path) = join(name, &format!("{other}{ending}")).filter(|_| depth < DEPTH) {
                self.take(&path, read, depth + 1);
            }
        }
        let options = &settings["compilerOptions"];
        let below = |place: &str| join(name, place);
        if let Some(base) = options["baseUrl"].as_str() {
            self.base = below(base);
        }
        if let Some(legacy) = options["experimentalDecorators"].as_bool() {
            self.legacy = legacy;
        }
        if let Some(paths) = options["paths"].as_object() {
            let place = |place: &str| match &self.base {
                Some(base) => join(&format!("{base}/x"), place),
                None => below(place),
            };
            let places = |all: &Value| {
                let all = all.as_array().into_iter().flatten().filter_map(Value::as_str);
                all.filter_map(place).collect()
            };
            self.paths = paths.iter().map(|(pattern, all)| (pattern.clone(), places(all))).collect();
            // The longest part before a `*` fits best, and what has none better still.
            self.paths.sort_by_key(|(pattern, _)| {
                std::cmp::Reverse(pattern.split_once('*').map_or(usize::MAX, |(head, _)| head.len()))
            });
        }
    }

    /// Places in the project that a name may stand for, the best first.
    pub fn places(&self, wanted: &str) -> Vec<String> {
        let fits = |pattern: &str| match pattern.split_once('*') {
            Some((head, tail)) => wanted.strip_prefix(head)?.strip_suffix(tail).map(str::to_owned),
            None => (pattern == wanted).then(String::new),
        };
        let named = self.paths.iter().find_map(|(pattern, places)| Some((fits(pattern)?, places)));
        let named = named.into_iter().flat_map(|(rest, places)| {
            places.iter().map(move |place| place.replacen('*', &rest, 1)).collect::<Vec<_>>()
        });
        let below = self.base.iter().filter_map(|base| join(&format!("{base}/x"), wanted));
        named.chain(below).collect()
    }
}

/// A path beside a file; none where it leaves the project.
pub(crate) fn join(file: &str, path: &str) -> Option<String> {
    let mut place: Vec<&str> = file.split('/').filter(|part| !part.is_empty()).collect();
    place.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(place.pop()?),
            other => place.push(other),
        }
    }
    Some(place.join("/"))
}

/// The settings are JSON with comments and with commas too many, and so JavaScript.
fn value(text: &str) -> Value {
    let (allocator, text) = (Allocator::default(), format!("({text}\n)"));
    let program = Parser::new(&allocator, &text, SourceType::mjs()).parse().program;
    match program.body.first() {
        Some(Statement::ExpressionStatement(only)) => plain(&only.expression),
        _ => Value::Null,
    }
}

fn plain(expression: &Expression<'_>) -> Value {
    match expression.without_parentheses() {
        Expression::StringLiteral(text) => Value::String(text.value.to_string()),
        Expression::BooleanLiteral(is) => Value::Bool(is.value),
        Expression::ArrayExpression(all) => {
            all.elements.iter().filter_map(|one| Some(plain(one.as_expression()?))).collect()
        }
        Expression::ObjectExpression(object) => {
            let pair = |property: &ObjectPropertyKind<'_>| match property {
                ObjectPropertyKind::ObjectProperty(one) => {
                    Some((one.key.static_name()?.into_owned(), plain(&one.value)))
                }
                ObjectPropertyKind::SpreadProperty(_) => None,
            };
            Value::Object(object.properties.iter().filter_map(pair).collect::<Map<_, _>>())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aliases(files: &[(&str, &str)]) -> Aliases {
        Aliases::of(&|name| Some((*files.iter().find(|(known, _)| *known == name)?.1).to_owned()))
    }

    #[test]
    fn a_name_stands_for_the_places_that_the_settings_give_it() {
        let settings = "{ // of ours\n \"compilerOptions\": { \"paths\": { \"@/*\": [\"./src/*\"], \"@/deep/*\": [\"deep/*\"],\
                        /* one */ \"lib\": [\"./lib/index.ts\"], }, }, }";
        let found = aliases(&[("tsconfig.json", settings)]);
        assert_eq!(found.places("@/a/b"), ["src/a/b"]);
        assert_eq!(found.places("@/deep/b"), ["deep/b"]);
        assert_eq!(found.places("lib"), ["lib/index.ts"]);
        assert!(found.places("express").is_empty() && !found.legacy);
    }

    #[test]
    fn settings_take_up_others() {
        let own = "{\"extends\": \"./conf/base\", \"compilerOptions\": {\"experimentalDecorators\": true}}";
        let base = "{\"compilerOptions\": {\"baseUrl\": \"../src\", \"paths\": {\"~*\": [\"*\"]}}}";
        let found = aliases(&[("tsconfig.json", own), ("conf/base.json", base)]);
        assert_eq!(found.places("~a"), ["src/a", "src/~a"]);
        assert!(found.legacy);
        // In a circle, and out of the project.
        let circle = "{\"extends\": [\"./tsconfig.json\", \"../../x\"]}";
        assert_eq!(aliases(&[("tsconfig.json", circle)]), Aliases::default());
    }
}

//! The schemas of one document and what its references lead to.

use indexmap::IndexMap;

use crate::sniff::tree::{Member, Node};

/// References that lead from one to the next; a cycle ends here.
const MAX_HOPS: usize = 16;
/// Parts of parts of a composed schema.
const MAX_DEPTH: usize = 8;
const MAX_PROPERTIES: usize = 400;
/// Named schemas; those beyond are asked about.
pub const MAX_SCHEMAS: usize = 1000;

/// A named schema.
pub struct Schema<'a> {
    pub node: &'a Node,
    /// Where it is named: its key, or its title.
    pub name_range: std::ops::Range<usize>,
}

pub struct Document<'a> {
    pub root: &'a Node,
    pub schemas: IndexMap<String, Schema<'a>>,
    /// The first schema that was left out for its number.
    pub beyond: Option<&'a Member>,
}

/// One property with all that the schema around it says about it.
pub struct Property<'a> {
    pub member: &'a Member,
    pub is_required: bool,
}

impl<'a> Document<'a> {
    pub fn api(root: &'a Node) -> Self {
        let three = root.get("components").and_then(|components| components.get("schemas"));
        let named = three.or_else(|| root.get("definitions")).map_or(&[][..], Node::members);
        Self {
            root,
            schemas: named.iter().take(MAX_SCHEMAS).map(of_member).collect(),
            beyond: named.get(MAX_SCHEMAS),
        }
    }

    /// A JSON Schema is called by its title, its file or its `$id`.
    pub fn schema(root: &'a Node, file_name: Option<&str>) -> Self {
        let mut schemas: IndexMap<String, Schema<'a>> = ["$defs", "definitions"]
            .iter()
            .filter_map(|key| root.get(key))
            .flat_map(Node::members)
            .take(MAX_SCHEMAS)
            .map(of_member)
            .collect();
        let title = root.member("title").or_else(|| root.member("$id")).or_else(|| root.member("id"));
        let stated = title.and_then(|title| title.value.text());
        let stem = |path: &str| {
            let last = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(path);
            last.split(['.', '#']).next().unwrap_or(last).to_owned()
        };
        let is_record =
            root.get("properties").is_some() || root.get("allOf").is_some() || root.get("items").is_some();
        let name = stated.map(stem).or_else(|| file_name.map(stem)).filter(|_| is_record);
        if let Some(name) = name.filter(|name| !["schema", "index", "data", ""].contains(&name.as_str())) {
            let name_range = title.map_or(root.range.clone(), |title| title.value.range.clone());
            schemas.insert(name, Schema { node: root, name_range });
        }
        Self { root, schemas, beyond: None }
    }

    /// The last part of a reference to a schema of this document.
    pub fn name_of<'n>(&self, node: &'n Node) -> Option<&'n str> {
        let target = node.get("$ref")?.text()?;
        target.rsplit('/').next()
    }

    /// What a node stands for where it is a reference to another part of the document.
    pub fn resolved(&self, node: &'a Node) -> &'a Node {
        let mut at = node;
        for _ in 0..MAX_HOPS {
            let Some(target) = at.get("$ref").and_then(Node::text) else { return at };
            let Some(path) = target.strip_prefix("#/") else { return at };
            let found = path
                .split('/')
                .try_fold(self.root, |node, part| node.get(&part.replace("~1", "/").replace("~0", "~")));
            let Some(found) = found else { return at };
            at = found;
        }
        at
    }

    /// The properties of a schema, those of its parts (`allOf`) included.
    pub fn properties(&self, schema: &'a Node) -> Vec<Property<'a>> {
        let mut found: Vec<Property<'a>> = Vec::new();
        self.gather(schema, 0, &mut found);
        found
    }

    fn gather(&self, schema: &'a Node, depth: usize, found: &mut Vec<Property<'a>>) {
        if depth > MAX_DEPTH || found.len() >= MAX_PROPERTIES {
            return;
        }
        let schema = self.resolved(schema);
        for part in schema.get("allOf").map_or(&[][..], Node::items) {
            self.gather(part, depth + 1, found);
        }
        let required: Vec<&str> =
            schema.get("required").map_or(&[][..], Node::items).iter().filter_map(Node::text).collect();
        for property in found.iter_mut() {
            property.is_required |= required.contains(&property.member.key.as_str());
        }
        for member in schema.get("properties").map_or(&[][..], Node::members) {
            let is_required = required.contains(&member.key.as_str());
            let known = found.iter_mut().find(|property| property.member.key == member.key);
            if let Some(known) = known {
                *known = Property { member, is_required: known.is_required | is_required };
            } else if found.len() < MAX_PROPERTIES {
                found.push(Property { member, is_required });
            }
        }
    }

    /// The one part of `anyOf`/`oneOf`/`allOf` that is no `null`, and whether there was a `null`.
    pub fn sole_part(&self, schema: &'a Node) -> (&'a Node, bool) {
        for key in ["anyOf", "oneOf", "allOf"] {
            let parts = schema.get(key).map_or(&[][..], Node::items);
            let is_null = |part: &&Node| part.get("type").and_then(Node::text) == Some("null");
            let mut rest = parts.iter().filter(|part| !is_null(part));
            if let (Some(only), None) = (rest.next(), rest.next()) {
                return (only, parts.len() > 1);
            }
        }
        (schema, false)
    }
}

fn of_member(member: &Member) -> (String, Schema<'_>) {
    (member.key.clone(), Schema { node: &member.value, name_range: member.key_range.clone() })
}

//! The records of a document as entities, each put together from all the schemas that describe it.

use std::ops::Range;

use domain::spec::{FieldType, QuestionKind};
use indexmap::IndexMap;
use serde_json::json;

use super::{
    document::{Document, Property},
    names::{Part, Plan, Variant},
    shape::{self, Shape},
};
use crate::{
    sniff::{
        ask, links,
        links::Link,
        sheet::Sheet,
        tree::{Kind, Node},
    },
    types,
    words::{singular, snake},
};

const RULE: &str = "schema.property";
/// Records inside records inside records.
const MAX_DEPTH: usize = 4;

/// One schema that describes an entity.
struct Source<'a> {
    node: &'a Node,
    variant: Variant,
}

struct Writer<'d, 'a> {
    document: &'d Document<'a>,
    plan: &'d Plan,
    links: Vec<Link>,
}

pub fn write(sheet: &mut Sheet<'_>, document: &Document<'_>, plan: &Plan) {
    let mut entities: IndexMap<String, Vec<Source<'_>>> = IndexMap::new();
    for (key, schema) in &document.schemas {
        let Some(Part::Record { entity, variant }) = plan.get(key) else { continue };
        if sheet.entity(entity, schema.name_range.clone(), "schema.object") {
            entities.entry(entity.clone()).or_default().push(Source { node: schema.node, variant: *variant });
        }
    }
    let mut writer = Writer { document, plan, links: Vec::new() };
    for (entity, mut sources) in entities {
        sources.sort_by_key(|source| source.variant);
        for source in &sources {
            sheet.cover(source.node.range.clone(), format!("/entities/{entity}"));
        }
        writer.entity(sheet, &entity, &sources, 0);
    }
    links::write(sheet, &writer.links, "schema.reference");
    others(sheet, document, plan);
}

/// Schemas that are no records: envelopes, values, errors and logins.
fn others(sheet: &mut Sheet<'_>, document: &Document<'_>, plan: &Plan) {
    for (key, schema) in &document.schemas {
        let whole = schema.name_range.start..schema.node.range.end.max(schema.name_range.end);
        match plan.get(key) {
            Some(Part::Envelope { entity }) => sheet.cover(whole, format!("/entities/{entity}")),
            Some(Part::Login) => {
                let span = sheet.span(&whole);
                sheet.out.accounts.get_or_insert(span);
                sheet.cover(whole, "/auth/scheme");
            }
            Some(Part::Error) => {
                let text = "errors are answered as problem documents (RFC 9457), not in the shape that the document gives them: go on?";
                let mut question = ask::question(QuestionKind::Unrecognised, "/source/errors", text);
                question.proposal = json!("problem documents");
                question.options = vec![json!("problem documents"), json!("I need this shape")];
                sheet.ask(question, whole);
            }
            Some(Part::Value) => value(sheet, key, schema.node, whole),
            Some(Part::Record { .. }) | None => {}
        }
    }
}

/// A list of values belongs to the first field that uses it.
fn value(sheet: &mut Sheet<'_>, key: &str, node: &Node, whole: Range<usize>) {
    let values: Vec<_> =
        node.get("enum").map_or(&[][..], Node::items).iter().filter_map(Node::scalar).cloned().collect();
    let user = sheet.out.entities.iter().find_map(|(name, entity)| {
        let (field, _) = entity.fields.iter().find(|(_, field)| field.values.as_ref() == Some(&values))?;
        Some(format!("/entities/{name}/fields/{field}"))
    });
    match user {
        Some(pointer) => sheet.cover(whole, pointer),
        // A plain name for a scalar type went into the fields that use it.
        None if node.get("type").is_some_and(|kind| kind.text() != Some("object")) && values.is_empty() => {}
        None => super::not_carried(sheet, key, whole),
    }
}

impl<'a> Writer<'_, 'a> {
    /// All properties of the sources: the first description of a name counts, a later one of another
    /// type is a conflict.
    fn entity(&mut self, sheet: &mut Sheet<'_>, entity: &str, sources: &[Source<'a>], depth: usize) {
        for source in sources {
            for property in self.document.properties(source.node) {
                self.property(sheet, entity, &property, source.variant, depth);
            }
            for key in
                ["oneOf", "anyOf", "not", "if", "dependentRequired", "patternProperties", "discriminator"]
            {
                if let Some(member) = source.node.member(key) {
                    super::not_carried(sheet, key, member.range());
                }
            }
        }
    }

    fn property(
        &mut self,
        sheet: &mut Sheet<'_>,
        entity: &str,
        property: &Property<'a>,
        variant: Variant,
        depth: usize,
    ) {
        let member = property.member;
        let range = member.range();
        let pointer = format!("/entities/{entity}");
        let Some(name) = snake(&member.key) else {
            let text = format!("{entity}: what is the property “{}” called in ASCII letters?", member.key);
            let at = format!("{pointer}/fields/{}", ask::digest(&member.key));
            let mut question = ask::question(QuestionKind::Ambiguous, &at, text);
            question.pointer = Some(format!("{pointer}/fields"));
            question.options = vec![json!("leave it out"), json!("a name of your own")];
            question.blocking = true;
            return sheet.ask(question, range);
        };
        match name.as_str() {
            "id" | "_id" => return sheet.cover(range, pointer),
            "created_at" | "updated_at" => {
                if let Some(known) = sheet.out.entities.get_mut(entity) {
                    known.timestamps = Some(true);
                }
                return sheet.cover(range, format!("{pointer}/timestamps"));
            }
            _ => {}
        }
        let plan = self.plan;
        let is_record = |name: &str| {
            matches!(plan.get(name), Some(Part::Record { .. } | Part::Envelope { .. } | Part::Login))
        };
        let read = shape::read(self.document, &member.key, &member.value, &is_record);
        match read.shape {
            Shape::Reference { name: target, is_list, nullable } => {
                let (to, is_list) = match self.plan.get(&target) {
                    Some(Part::Record { entity, .. }) => (entity.clone(), is_list),
                    Some(Part::Envelope { entity }) => (entity.clone(), true),
                    _ => return sheet.cover(range, "/auth/scheme"),
                };
                self.link(sheet, entity, &name, to, (is_list, property.is_required && !nullable), range);
            }
            Shape::Inline { node, is_list, nullable } => {
                let inferred = types::infer(&name).field;
                let stays = matches!(inferred.ql_type, FieldType::Json | FieldType::Geo);
                let target = Sheet::entity_name(&name).filter(|_| (is_list || !stays) && depth < MAX_DEPTH);
                let Some(target) = target else {
                    let mut field = if stays { inferred } else { types::of(FieldType::Json) };
                    field.required &= property.is_required && !nullable;
                    return sheet.field(entity, &name, field, range, RULE);
                };
                if !sheet.entity(&target, member.key_range.clone(), "schema.object") {
                    return;
                }
                sheet.cover(range.clone(), format!("/entities/{target}"));
                self.entity(sheet, &target, &[Source { node, variant }], depth + 1);
                self.link(sheet, entity, &name, target, (is_list, property.is_required && !nullable), range);
            }
            Shape::Field(mut field) => {
                // Answers list what is always there; only what is sent says what must be.
                let known = sheet.out.entities.get(entity).and_then(|e| e.fields.get(&name));
                if let Some(known) = known {
                    let alike =
                        known.ql_type == field.ql_type || is_plain(known.ql_type) && is_plain(field.ql_type);
                    if alike || variant == Variant::Other && known.values.is_some() {
                        return sheet.cover(range, format!("{pointer}/fields/{name}"));
                    }
                }
                field.required &= property.is_required;
                sheet.field(entity, &name, *field, range.clone(), RULE);
                sheet.key(entity, &name, range.clone(), RULE);
                if !read.doubts.is_empty() {
                    self.doubt(sheet, entity, &name, &read.doubts, range);
                }
            }
        }
    }

    fn link(
        &mut self,
        sheet: &mut Sheet<'_>,
        from: &str,
        member: &str,
        to: String,
        (is_list, required): (bool, bool),
        range: Range<usize>,
    ) {
        let known = self.links.iter().any(|link| link.from == from && link.member == member);
        if known {
            // The same member in another variant.
            return sheet.cover(range, format!("/entities/{from}"));
        }
        let member = if is_list { member.to_owned() } else { singular(member) };
        self.links.push(Link {
            from: from.to_owned(),
            member,
            to,
            is_list,
            owns: true,
            required,
            unique: false,
            on_delete: None,
            name: None,
            range,
        });
    }

    fn doubt(
        &self,
        sheet: &mut Sheet<'_>,
        entity: &str,
        field: &str,
        doubts: &[String],
        range: Range<usize>,
    ) {
        let text = format!("{entity}.{field}: {} is not carried over: go on without it?", doubts.join(", "));
        let pointer = format!("/entities/{entity}/fields/{field}");
        let mut question = ask::question(QuestionKind::Ambiguous, &pointer, text);
        question.proposal = json!("without it");
        question.options = vec![json!("without it"), json!("leave the field out")];
        sheet.ask(question, range);
    }
}

fn is_plain(ql_type: FieldType) -> bool {
    types::is_text(ql_type) || matches!(ql_type, FieldType::Json | FieldType::Uuid)
}

/// The schema inside a body or an answer: `content: application/json: schema:`.
pub fn body_schema(node: &Node) -> Option<&Node> {
    if let Some(schema) = node.get("schema") {
        return Some(schema);
    }
    let content = node.get("content")?;
    let Kind::Object(kinds) = &content.kind else { return None };
    let json = kinds.iter().find(|kind| kind.key.contains("json")).or_else(|| kinds.first())?;
    json.value.get("schema")
}

/// Describes the entity of a path by the schema written inside its body.
pub fn inline<'a>(
    sheet: &mut Sheet<'_>,
    document: &Document<'a>,
    plan: &Plan,
    entity: &str,
    schema: &'a Node,
) {
    let mut writer = Writer { document, plan, links: Vec::new() };
    sheet.cover(schema.range.clone(), format!("/entities/{entity}"));
    writer.entity(sheet, entity, &[Source { node: schema, variant: Variant::Create }], 0);
    links::write(sheet, &writer.links, "schema.reference");
}

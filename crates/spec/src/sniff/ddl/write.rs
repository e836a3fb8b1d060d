//! From tables to facts of the spec.

use domain::{
    rule::FormalRule,
    spec::{Field, QuestionKind, RelationKind, Rule, RuleStatus},
};
use serde_json::{Value, json};

use super::{
    check::Demand,
    column::Column,
    more::More,
    scan::{self, Statement},
    table::Table,
};
use crate::{
    sniff::{
        ask,
        sheet::{Sheet, many_to_one},
    },
    words::{plural, snake},
};

/// The entity with its fields; keys come later.
pub fn entity(sheet: &mut Sheet<'_>, table: &Table) {
    if !sheet.entity(&table.entity, table.name_range.clone(), "ddl.table") {
        return;
    }
    let pointer = format!("/entities/{}", table.entity);
    sheet.cover(table.whole.clone(), pointer.clone());
    let usual = snake(&plural(&table.entity));
    let stated =
        snake(&table.table).filter(|stated| *stated == table.table && Some(stated) != usual.as_ref());
    if let (Some(stated), Some(entity)) = (stated, sheet.out.entities.get_mut(&table.entity)) {
        entity.table = Some(stated);
    }
    for column in &table.columns {
        if column.is_own_id(&table.entity) {
            sheet.cover(column.range.clone(), pointer.clone());
        } else if column.is_timestamp() {
            sheet.cover(column.range.clone(), format!("{pointer}/timestamps"));
            if let Some(entity) = sheet.out.entities.get_mut(&table.entity) {
                entity.timestamps = Some(true);
            }
        } else if column.reference.is_none() {
            field(sheet, table, column);
        }
    }
}

fn field(sheet: &mut Sheet<'_>, table: &Table, column: &Column) {
    let (field, refused) = with_demands(table, column);
    let field_required = field.required;
    sheet.field(&table.entity, &column.name, field, column.range.clone(), "ddl.column");
    // A part of the table's own key, unless it may be absent as the key of a parent may.
    let own = snake(&table.entity).is_some_and(|stem| column.name == format!("{stem}_id")) && field_required;
    if column.name.ends_with("_id") && !own {
        sheet.key(&table.entity, &column.name, column.range.clone(), "ddl.column");
    }
    let pointer = format!("/entities/{}/fields/{}", table.entity, column.name);
    for (what, kind) in column
        .doubts
        .iter()
        .map(|doubt| (doubt.clone(), QuestionKind::Ambiguous))
        .chain(refused.into_iter().map(|check| (check, QuestionKind::RuleNotFormalised)))
    {
        let text = format!("{}.{}: {what} is not carried over: go on without it?", table.entity, column.name);
        let mut question = ask::question(kind, &pointer, text);
        question.proposal = json!("without it");
        question.options = vec![json!("without it"), json!("leave the field out")];
        sheet.ask(question, column.range.clone());
    }
}

/// The column's field with what its own check and the table's checks demand; and what does not fit it.
fn with_demands(table: &Table, column: &Column) -> (Field, Vec<String>) {
    let mut field = column.field.clone();
    let mut refused = Vec::new();
    for demand in column.demands.iter().filter(|demand| demand.column().is_some()) {
        if !(demand.column() == Some(&column.raw) && demand.apply(&mut field)) {
            refused.push("the check".to_owned());
        }
    }
    for demand in table.checks.iter().flat_map(|(demands, _)| demands) {
        if demand.column() == Some(&column.raw) {
            demand.apply(&mut field);
        }
    }
    let own_key = table.uniques.iter().any(|(columns, _)| *columns == [column.raw.clone()]);
    if own_key {
        field.unique = Some(true);
    }
    (field, refused)
}

pub fn relations(sheet: &mut Sheet<'_>, table: &Table) {
    for column in &table.columns {
        let Some(reference) = &column.reference else { continue };
        let Some(target) = Sheet::entity_name(scan::plain_name(&reference.table)) else { continue };
        let mut relation =
            many_to_one(&table.entity, &target, column.key(), column.field.required, reference.on_delete);
        let alone = table.uniques.iter().any(|(columns, _)| *columns == [column.raw.clone()]);
        if column.field.unique == Some(true) || alone {
            relation.kind = RelationKind::OneToOne;
        }
        sheet.relation(relation, column.range.clone(), "ddl.reference");
    }
}

/// Sets that are unique together, orders of two columns, and what stays text.
pub fn rules(sheet: &mut Sheet<'_>, table: &Table) {
    let pointer = format!("/entities/{}", table.entity);
    for (columns, range) in &table.uniques {
        let names: Vec<String> = columns.iter().filter_map(|column| table.spec_name(column)).collect();
        match names.as_slice() {
            [only] => sheet.cover(range.clone(), fact_of(sheet, table, only)),
            _ if names.len() == columns.len() => {
                let Some(entity) = sheet.out.entities.get_mut(&table.entity) else { continue };
                if !entity.unique.contains(&names) {
                    entity.unique.push(names.clone());
                }
                let at = entity.unique.iter().position(|set| *set == names).unwrap_or_default();
                sheet.cover(range.clone(), format!("{pointer}/unique/{at}"));
            }
            _ => text_rule(sheet, table, range),
        }
    }
    let of_columns = table.columns.iter().map(|column| (&column.demands, &column.range));
    let of_table = table.checks.iter().map(|(demands, range)| (demands, range));
    for (demands, range) in of_columns.chain(of_table) {
        for demand in demands {
            if let Demand::Order { before, after, strict } = demand {
                order(sheet, table, (before, after, *strict), range);
            }
        }
    }
    for (demands, range) in &table.checks {
        let Some(column) = demands.iter().find_map(Demand::column) else { continue };
        let held = demands.iter().filter_map(Demand::column).all(|column| table.spec_name(column).is_some());
        match table.spec_name(column) {
            Some(name) if held => sheet.cover(range.clone(), fact_of(sheet, table, &name)),
            _ => text_rule(sheet, table, range),
        }
    }
    for unread in &table.unread {
        if unread.is_constraint {
            text_rule(sheet, table, &unread.range);
        } else {
            let words = sheet.text.get(unread.range.clone()).unwrap_or_default();
            let at = format!(
                "{pointer}/fields/{}",
                snake(words.split_whitespace().next().unwrap_or_default()).unwrap_or_default()
            );
            let text = format!(
                "{}: the column “{}” was not understood: leave it out?",
                table.entity,
                shortened(words)
            );
            let mut question = ask::question(QuestionKind::Unrecognised, &at, text);
            question.proposal = json!("leave it out");
            question.options = vec![json!("leave it out"), json!("I will describe it in other words")];
            question.blocking = true;
            sheet.ask(question, unread.range.clone());
        }
    }
}

fn order(sheet: &mut Sheet<'_>, table: &Table, demand: (&str, &str, bool), range: &std::ops::Range<usize>) {
    let (before, after, strict) = demand;
    let (Some(before), Some(after)) = (table.spec_name(before), table.spec_name(after)) else {
        return text_rule(sheet, table, range);
    };
    let order = FormalRule::Order { before: before.clone(), after: after.clone(), strict };
    let params = match serde_json::to_value(order) {
        Ok(Value::Object(mut rule)) => match rule.remove("params") {
            Some(Value::Object(params)) => params,
            _ => return,
        },
        _ => return,
    };
    let text = sheet.text.get(range.clone()).unwrap_or_default().to_owned();
    let rule = Rule {
        fields: vec![before, after],
        params,
        status: RuleStatus::Formal,
        ..rule("order", text, table)
    };
    if let Some(pointer) = sheet.rule(rule, range) {
        sheet.cover(range.clone(), pointer);
    }
}

fn rule(kind: &str, text: String, table: &Table) -> Rule {
    Rule {
        id: String::new(),
        kind: kind.to_owned(),
        text,
        entity: Some(table.entity.clone()),
        fields: Vec::new(),
        expr: None,
        params: serde_json::Map::new(),
        status: RuleStatus::TextOnly,
        src: None,
        origin: None,
        rule: Some("ddl.check".into()),
    }
}

/// A constraint that nobody formalised: kept as text, and asked about.
fn text_rule(sheet: &mut Sheet<'_>, table: &Table, range: &std::ops::Range<usize>) {
    let words = sheet.text.get(range.clone()).unwrap_or_default().to_owned();
    let Some(pointer) = sheet.rule(rule("other", words.clone(), table), range) else { return };
    let text = format!("{}: “{}” is kept as text and not enforced: go on?", table.entity, shortened(&words));
    let mut question = ask::question(QuestionKind::RuleNotFormalised, &pointer, text);
    question.proposal = json!("keep it as text");
    question.options = vec![json!("keep it as text"), json!("set it aside")];
    sheet.ask(question, range.clone());
}

/// Where a column went: its field, or the relation that it is the key of.
fn fact_of(sheet: &Sheet<'_>, table: &Table, name: &str) -> String {
    let relation = sheet
        .out
        .relations
        .iter()
        .position(|relation| relation.from == table.entity && relation.field.as_deref() == Some(name));
    match relation {
        Some(at) => format!("/relations/{at}"),
        None => format!("/entities/{}/fields/{name}", table.entity),
    }
}

/// A table of two keys: the first one's entity holds the list.
pub fn join(sheet: &mut Sheet<'_>, table: &Table) {
    let Some([first, second]) = table.joins() else { return };
    let target = |column: &Column| {
        let reference = column.reference.as_ref()?;
        Sheet::entity_name(scan::plain_name(&reference.table))
    };
    let (Some(from), Some(to)) = (target(first), target(second)) else { return };
    let stem = second.key();
    let stem = stem.strip_suffix("_id").unwrap_or(&stem);
    // `"A"` and `"B"`, as Prisma calls the columns, say nothing.
    let target_stem = snake(&to).unwrap_or_default();
    let stem = if stem.len() < 2 { &target_stem } else { stem };
    let mut relation = many_to_one(&from, &to, format!("{stem}_ids"), false, None);
    relation.kind = RelationKind::ManyToMany;
    sheet.relation(relation, table.whole.clone(), "ddl.join-table");
}

/// The relation that a table of two keys became.
fn relation_of(sheet: &Sheet<'_>, table: &Table) -> Option<usize> {
    let span = sheet.span(&table.whole);
    let pointer = sheet.out.covered.iter().find(|(known, _)| *known == span).map(|(_, pointer)| pointer)?;
    pointer.strip_prefix("/relations/")?.parse().ok()
}

/// A statement beside the tables: covered by the table that it concerns, or asked about.
pub fn other(sheet: &mut Sheet<'_>, tables: &[Table], other: More) {
    match other {
        More::Of(at, range) => {
            let Some(table) = tables.get(at) else { return };
            sheet.take(range.clone());
            if sheet.out.entities.contains_key(&table.entity) && table.joins().is_none() {
                sheet.cover(range, format!("/entities/{}", table.entity));
            } else if let Some(at) = relation_of(sheet, table) {
                sheet.cover(range, format!("/relations/{at}"));
            }
        }
        More::Unread(range) => {
            sheet.take(range.clone());
            let words = sheet.text.get(range.clone()).unwrap_or_default();
            let pointer = format!("/source/unread/{}", ask::digest(words));
            let text = format!("“{}” is not carried over: go on without it?", shortened(words));
            let mut question = ask::question(QuestionKind::Unrecognised, &pointer, text);
            question.proposal = json!("leave it out");
            question.options = vec![json!("leave it out"), json!("I will describe it in other words")];
            sheet.ask(question, range);
        }
    }
}

/// `CREATE TYPE … AS ENUM` belongs to the first field that uses it.
pub fn enum_type(sheet: &mut Sheet<'_>, statement: &Statement) {
    let body = sheet.text.get(statement.body.clone()).unwrap_or_default();
    let values: Vec<Value> = scan::string_list(body).into_iter().map(Value::String).collect();
    let user = sheet.out.entities.iter().find_map(|(name, entity)| {
        let (field, _) = entity.fields.iter().find(|(_, field)| field.values.as_ref() == Some(&values))?;
        Some(format!("/entities/{name}/fields/{field}"))
    });
    let Some(pointer) = user else { return };
    sheet.take(statement.whole.clone());
    sheet.cover(statement.whole.clone(), pointer);
    if sheet.out.storage.is_none() {
        sheet.out.storage = Some(("postgres".into(), sheet.span(&statement.whole)));
    }
}

fn shortened(words: &str) -> String {
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= 80 { plain } else { plain.chars().take(79).chain(['…']).collect() }
}

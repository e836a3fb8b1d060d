//! Entities, their fields and relations.

use domain::spec::{
    Entity as Stated, Field as Keywords, FieldType, OnDelete, Relation as StatedRelation, RelationKind, Spec,
};

use super::{Entity, Field, Incoming, Link, Owner, Relation, SystemField, UniqueSet, names};
use crate::Error;

pub(super) const SYSTEM: [&str; 3] = ["id", "created_at", "updated_at"];

/// Digits behind the point that a decimal may have when the spec does not say.
const DEFAULT_SCALE: u32 = 6;

/// The entity without operations and rules, which need all entities first.
pub(super) fn entity(name: &str, stated: &Stated, first_role: Option<&str>) -> Result<Entity, Error> {
    let pointer = format!("/entities/{name}");
    if !names::is_pascal(name) {
        return Err(Error::BadName { place: pointer, name: name.to_owned() });
    }
    if stated.soft_delete == Some(true) {
        return Err(Error::NotCovered { place: pointer, why: "soft deletion is not offered yet".into() });
    }
    let snake = names::snake(name);
    let plural = names::plural(&snake);
    let table = stated.table.clone().unwrap_or_else(|| names::table(&plural));
    if !names::is_snake(table.trim_end_matches('_')) {
        return Err(Error::BadName { place: format!("{pointer}/table"), name: table });
    }
    let mut fields = Vec::new();
    let mut system: Vec<SystemField> =
        SYSTEM.iter().map(|s| SystemField { name: (*s).to_owned(), pointer: None }).collect();
    if let Some(role) = first_role {
        fields.extend(account_fields(role));
    }
    for (field_name, keywords) in &stated.fields {
        let at = format!("{pointer}/fields/{field_name}");
        if !names::is_snake(field_name) {
            return Err(Error::BadName { place: at, name: field_name.clone() });
        }
        if let Some(of_account) = fields.iter_mut().find(|f| f.name == *field_name) {
            adopt(of_account, at, keywords);
            continue;
        }
        match system.iter_mut().find(|s| s.name == *field_name) {
            Some(kept) if is_system(field_name, keywords) => kept.pointer = Some(at),
            Some(_) if field_name == "id" => {
                return Err(Error::NotCovered {
                    place: at,
                    why: "ids are integers made by the database".into(),
                });
            }
            Some(_) => {
                system.retain(|s| s.name != *field_name);
                fields.push(field(field_name, Some(at), keywords));
            }
            None => fields.push(field(field_name, Some(at), keywords)),
        }
    }
    Ok(Entity {
        name: name.to_owned(),
        label: names::label(&snake),
        label_plural: names::label(&plural),
        path: names::path(&plural),
        snake,
        plural,
        table,
        pointer,
        stated: true,
        account: first_role.is_some(),
        fields,
        system,
        relations: Vec::new(),
        incoming: Vec::new(),
        unique: Vec::new(),
        operations: Vec::new(),
        machine: None,
        overlaps: Vec::new(),
        limits: Vec::new(),
        rooms: Vec::new(),
        capacities: Vec::new(),
        orders: Vec::new(),
        differing: Vec::new(),
        compares: Vec::new(),
        compared: Vec::new(),
        times: Vec::new(),
        deadlines: Vec::new(),
        requires: Vec::new(),
        closing: Vec::new(),
        required: Vec::new(),
        immutables: Vec::new(),
        settled: Vec::new(),
        owner: None,
        holders: Vec::new(),
        follows: None,
    })
}

/// A stated `id` is ours when it is a number or nothing a client could know; a time stamp unless clients must give it.
fn is_system(name: &str, keywords: &Keywords) -> bool {
    if name == "id" {
        return keywords.ql_type == FieldType::Integer;
    }
    keywords.ql_type == FieldType::DateTime && (!keywords.required || keywords.read_only == Some(true))
}

pub(super) fn field(name: &str, pointer: Option<String>, keywords: &Keywords) -> Field {
    let password = keywords.ql_type == FieldType::Password;
    Field {
        name: name.to_owned(),
        column: if password { format!("{name}_hash") } else { name.to_owned() },
        pointer,
        ql_type: keywords.ql_type,
        nullable: (!keywords.required || keywords.read_only == Some(true)) && keywords.default.is_none(),
        required: keywords.required && keywords.read_only != Some(true) && keywords.default.is_none(),
        read_only: keywords.read_only == Some(true),
        write_only: password || keywords.write_only == Some(true),
        unique: keywords.unique == Some(true),
        keywords: keywords.clone(),
        scale: scale(keywords),
    }
}

fn scale(keywords: &Keywords) -> u32 {
    let Some(step) = &keywords.multiple_of else { return DEFAULT_SCALE };
    let text = step.to_string();
    match text.split_once(['e', 'E']) {
        Some((_, exponent)) => {
            exponent.parse::<i32>().map_or(DEFAULT_SCALE, |e| (-e).clamp(0, 12).unsigned_abs())
        }
        None => text
            .split_once('.')
            .map_or(0, |(_, digits)| u32::try_from(digits.trim_end_matches('0').len()).unwrap_or(12).min(12)),
    }
}

/// What every account has.
fn account_fields(first_role: &str) -> Vec<Field> {
    let mut email = Keywords::of(FieldType::Email);
    email.required = true;
    email.unique = Some(true);
    email.max_length = Some(254);
    let mut password = Keywords::of(FieldType::Password);
    password.required = true;
    password.min_length = Some(8);
    password.max_length = Some(128);
    let mut role = Keywords::of(FieldType::String);
    role.read_only = Some(true);
    role.required = true;
    role.default = Some(first_role.into());
    [("email", email), ("password", password), ("role", role)]
        .iter()
        .map(|(name, keywords)| field(name, None, keywords))
        .collect()
}

/// A stated field that accounts have anyway: its constraints count, the account's stay.
fn adopt(of_account: &mut Field, pointer: String, stated: &Keywords) {
    of_account.pointer = Some(pointer);
    let ours = of_account.keywords.clone();
    if of_account.name == "role" {
        of_account.keywords.origin = stated.origin;
        return;
    }
    let mut keywords = stated.clone();
    keywords.ql_type = ours.ql_type;
    keywords.required = true;
    keywords.default = None;
    keywords.unique = ours.unique;
    keywords.min_length = stated.min_length.max(ours.min_length);
    keywords.max_length = stated.max_length.or(ours.max_length);
    of_account.keywords = keywords;
}

pub(super) fn relations(spec: &Spec, entities: &mut [Entity], accounts: bool) -> Result<(), Error> {
    for (index, stated) in spec.relations.iter().enumerate() {
        let relation = relation(index, stated, entities, accounts)?;
        let Some(from) = entities.iter_mut().find(|e| e.name == stated.from) else { continue };
        if from.field(&relation.field).is_some() || from.relation(&relation.field).is_some() {
            let why = format!("`{}` is already a field of {}", relation.field, from.name);
            return Err(Error::Contradiction { place: relation.pointer, why });
        }
        from.relations.push(relation.clone());
        if let Some(to) = entities.iter_mut().find(|e| e.name == stated.to) {
            to.incoming.push(Incoming { from: stated.from.clone(), relation });
        }
    }
    Ok(())
}

fn relation(
    index: usize,
    stated: &StatedRelation,
    entities: &[Entity],
    accounts: bool,
) -> Result<Relation, Error> {
    let pointer = format!("/relations/{index}");
    let find = |name: &str| entities.iter().find(|e| e.name == name);
    let missing = |name: &str| Error::Contradiction {
        place: pointer.clone(),
        why: match (name, accounts) {
            ("User", false) => "it points to accounts, but there is no sign-in (auth.scheme)".into(),
            _ => format!("there is no entity `{name}`"),
        },
    };
    let (Some(from), Some(to)) = (find(&stated.from), find(&stated.to)) else {
        return Err(missing(if find(&stated.from).is_none() { &stated.from } else { &stated.to }));
    };
    let many = stated.kind == RelationKind::ManyToMany;
    let field =
        stated.field.clone().unwrap_or_else(|| format!("{}_{}", to.snake, if many { "ids" } else { "id" }));
    if !names::is_snake(&field) {
        return Err(Error::BadName { place: format!("{pointer}/field"), name: field });
    }
    let required = stated.required == Some(true);
    if required && !many && stated.on_delete == Some(OnDelete::SetNull) {
        let why = format!("{}.{field} must be given, so it cannot be cleared", from.name);
        return Err(Error::Contradiction { place: format!("{pointer}/on_delete"), why });
    }
    let on_delete = stated.on_delete.unwrap_or(if many { OnDelete::Cascade } else { OnDelete::Restrict });
    let link = many.then(|| {
        let stem = field.strip_suffix("_ids").unwrap_or(&field);
        let same = from.name == to.name || stem == from.snake;
        Link {
            table: names::bounded(&format!("{}_{field}", from.table.trim_end_matches('_'))),
            near: format!("{}_id", from.snake),
            far: if same { format!("other_{}_id", to.snake) } else { format!("{stem}_id") },
        }
    });
    Ok(Relation {
        pointer,
        index,
        to: to.name.clone(),
        to_table: to.table.clone(),
        field,
        kind: stated.kind,
        required,
        on_delete,
        on_delete_stated: stated.on_delete.is_some(),
        link,
        late: false,
        reach: None,
        owner: false,
    })
}

/// Marks the key that `own` speaks of.
pub(super) fn own(entity: &mut Entity) -> Result<(), Error> {
    if entity.account {
        entity.owner = Some(Owner::Itself);
        return Ok(());
    }
    let held: Vec<&str> =
        entity.holders.iter().filter(|h| h.parent.is_none()).map(|h| h.key.as_str()).collect();
    let key = entity
        .relations
        .iter_mut()
        .find(|r| r.to == "User" && r.kind != RelationKind::ManyToMany && !held.contains(&r.field.as_str()));
    let Some(key) = key else {
        return Err(Error::Contradiction {
            place: entity.pointer.clone(),
            why: format!(
                "a permission speaks of own {}, but they have no relation to User",
                entity.label_plural
            ),
        });
    };
    key.owner = true;
    entity.owner = Some(Owner::Key(key.field.clone()));
    Ok(())
}

/// `unique` sets of the entity and `unique_together` rules.
pub(super) fn unique_set(entity: &Entity, pointer: String, fields: &[String]) -> Result<UniqueSet, Error> {
    let mut columns = Vec::new();
    for name in fields {
        let column = entity
            .field(name)
            .map(|f| f.column.clone())
            .or_else(|| entity.relation(name).filter(|r| r.link.is_none()).map(|r| r.field.clone()));
        let Some(column) = column else {
            let why = format!("{} has no field `{name}`", entity.name);
            return Err(Error::Contradiction { place: pointer, why });
        };
        columns.push(column);
    }
    if columns.is_empty() {
        return Err(Error::Contradiction { place: pointer, why: "it names no field".into() });
    }
    Ok(UniqueSet { pointer, fields: fields.to_vec(), columns })
}

/// An order in which tables can be made; what a cycle makes impossible is marked `late`.
pub(super) fn creation_order(entities: &mut [Entity]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < entities.len() {
        let made = |name: &str| order.iter().any(|i| entities.get(*i).is_some_and(|e| e.name == name));
        let ready =
            |e: &Entity| e.relations.iter().all(|r| r.link.is_some() || r.to == e.name || made(&r.to));
        let left: Vec<usize> = (0..entities.len()).filter(|i| !order.contains(i)).collect();
        let next = left
            .iter()
            .copied()
            .find(|i| entities.get(*i).is_some_and(ready))
            .or_else(|| left.first().copied());
        let Some(next) = next else { break };
        let made: Vec<String> =
            order.iter().filter_map(|i| entities.get(*i)).map(|e| e.name.clone()).collect();
        if let Some(entity) = entities.get_mut(next) {
            for relation in entity.relations.iter_mut().filter(|r| r.link.is_none() && r.to != entity.name) {
                relation.late = !made.contains(&relation.to);
            }
        }
        order.push(next);
    }
    order
}

//! Names that mean one thing by themselves and another in company: the length of a song is a time, that of a boat is none;
//! a ride goes from one place to another, where its departure is told beside them.

use domain::spec::{Field, FieldType};
use serde_json::Number;

use super::super::draft::Draft;
use crate::{types, words};

/// Looks at the fields of the record once more, now that it has one more of them.
pub(super) fn settle(draft: &mut Draft, entity: &str) {
    long(draft, entity);
    route(draft, entity);
}

fn last_word(entity: &str) -> String {
    words::snake(entity).and_then(|name| name.rsplit('_').next().map(str::to_owned)).unwrap_or_default()
}

/// Whether the type is only the one that the name has by itself.
fn inferred(draft: &Draft, entity: &str, name: &str, ql_type: FieldType) -> bool {
    let stated = draft.typed.contains_key(&(entity.to_owned(), name.to_owned()));
    let field = draft.entities.get(entity).and_then(|record| record.fields.get(name));
    !stated && field.is_some_and(|field| field.ql_type == ql_type && field.description.is_none())
}

/// "a length and a draught", "Boat: name, length": how long it is, and no time.
fn long(draft: &mut Draft, entity: &str) {
    const SIZES: &[&str] = &[
        "width",
        "height",
        "depth",
        "draught",
        "draft",
        "beam",
        "weight",
        "diameter",
        "thickness",
        "circumference",
        "tonnage",
        "wingspan",
        "radius",
        "breadth",
        "girth",
    ];
    const THINGS: &[&str] = &[
        "boat",
        "ship",
        "vessel",
        "yacht",
        "berth",
        "mooring",
        "trailer",
        "truck",
        "vehicle",
        "plank",
        "board",
        "pipe",
        "rope",
        "cable",
        "ski",
        "pool",
        "river",
        "fish",
        "snake",
        "plot",
        "beam",
        "parcel",
        "box",
        "container",
        "bridge",
        "road",
        "tunnel",
        "runway",
        "aircraft",
        "trail",
        "piste",
        "slope",
        "fabric",
        "wall",
        "table",
        "shelf",
        "lane",
        "pitch",
        "pier",
        "dock",
        "rod",
    ];
    if !inferred(draft, entity, "length", FieldType::Duration) {
        return;
    }
    let Some(record) = draft.entities.get(entity) else { return };
    let sized = record.fields.keys().any(|name| SIZES.contains(&name.rsplit('_').next().unwrap_or_default()));
    if sized || THINGS.contains(&last_word(entity).as_str()) {
        let number = Field { minimum: Some(Number::from(0)), ..types::of(FieldType::Decimal) };
        replace(draft, entity, "length", number);
    }
}

/// "Rides: from, to, departure time": two places.
fn route(draft: &mut Draft, entity: &str) {
    const WAYS: &[&str] = &[
        "ride",
        "trip",
        "journey",
        "flight",
        "route",
        "leg",
        "line",
        "connection",
        "voyage",
        "crossing",
        "transport",
        "delivery",
        "shipment",
        "tour",
        "drive",
        "message",
        "mail",
        "email",
        "letter",
        "move",
        "errand",
        "lift",
        "ferry",
        "train",
        "bus",
    ];
    let ends = ["from", "to"];
    if !ends.iter().all(|name| inferred(draft, entity, name, FieldType::DateTime)) {
        return;
    }
    let Some(record) = draft.entities.get(entity) else { return };
    let moment = record.fields.iter().any(|(name, field)| {
        !ends.contains(&name.as_str())
            && matches!(field.ql_type, FieldType::DateTime | FieldType::Date | FieldType::Time)
    });
    if moment || WAYS.contains(&last_word(entity).as_str()) {
        for name in ends {
            replace(draft, entity, name, types::of(FieldType::String));
        }
    }
}

/// Another type, with all that was said of the field.
fn replace(draft: &mut Draft, entity: &str, name: &str, mut new: Field) {
    let Some(field) = draft.field(entity, name) else { return };
    new.required = field.required;
    new.unique = field.unique;
    new.origin = field.origin;
    new.src = field.src;
    new.rule = field.rule.clone();
    new.pii = field.pii.clone();
    *field = new;
}

//! `A reading has a value and a time`: where nothing tells the day, the time of what happened is a moment.

use domain::spec::FieldType;

use super::draft::{Draft, Target, pointer_of_field};
use crate::types;

/// Words beside which a time is one of a day: "a shift has a weekday and a time".
const DAYS: &[&str] = &["day", "weekday", "days", "week", "month", "season", "slot"];

/// Makes a moment of each bare `time` without a day, and says so.
pub fn settle(draft: &mut Draft) {
    let names: Vec<String> = draft.entities.keys().cloned().collect();
    for name in names {
        let typed = draft.typed.contains_key(&(name.clone(), "time".to_owned()));
        let Some(entity) = draft.entities.get_mut(&name).filter(|_| !typed) else { continue };
        let told = entity.fields.iter().any(|(field, of)| {
            matches!(of.ql_type, FieldType::Date | FieldType::DateTime)
                || field.split('_').any(|part| DAYS.contains(&part))
        });
        let Some(field) =
            entity.fields.get_mut("time").filter(|field| !told && field.ql_type == FieldType::Time)
        else {
            continue;
        };
        if field.default.is_some() || field.minimum.is_some() || field.maximum.is_some() {
            continue;
        }
        let moment = types::of(FieldType::DateTime);
        field.ql_type = moment.ql_type;
        field.json_type = moment.json_type;
        field.format = moment.format;
        let path = match pointer_of_field(&name, "time") {
            Target::Pointer(path) => Some(path),
            _ => None,
        };
        draft.assume(
            format!("no day is named, so the time of each {name} is a moment: a date and a time of day"),
            path,
            &["a time of day"],
        );
    }
}

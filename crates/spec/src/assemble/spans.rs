//! What a rule against overlaps leaves unsaid: whether a last day belongs to its span, and that nothing ends before
//! it begins.

use domain::{
    Origin,
    rule::FormalRule,
    spec::{FieldType, Rule, RuleStatus},
};
use serde_json::{Value, json};

use super::draft::Draft;

/// Words of fields that name the coming and going of a guest: whoever leaves on a day makes room for the next.
const NIGHTS: &[&str] =
    &["arrival", "arrive", "arrives", "departure", "depart", "departs", "checkin", "checkout", "check"];

/// A rule as it was read, with what of it is asked about here.
struct Span {
    index: usize,
    entity: String,
    start: String,
    end: String,
}

/// Called once when all rules are read.
pub fn settle(draft: &mut Draft) {
    for span in spans(draft) {
        let kind = |name: &str| {
            draft
                .entities
                .get(&span.entity)
                .and_then(|record| record.fields.get(name))
                .map(|field| field.ql_type)
        };
        let days = kind(&span.start) == Some(FieldType::Date) && kind(&span.end) == Some(FieldType::Date);
        let inclusive = days && !by_nights(&span);
        if inclusive && let Some(rule) = draft.rules.get_mut(span.index) {
            rule.params.insert("inclusive".to_owned(), json!(true));
        }
        if days {
            let one = &span.entity;
            let (text, other) = if inclusive {
                (
                    format!("the last day belongs to the {one}: the next one begins a day later"),
                    "the next may begin on the last day",
                )
            } else {
                (
                    format!("the next {one} may begin on the day on which one ends"),
                    "the last day belongs to it",
                )
            };
            draft.assume(text, Some(format!("/rules/{}", span.index)), &[other]);
        }
        in_order(draft, &span, !inclusive);
    }
}

fn spans(draft: &Draft) -> Vec<Span> {
    let found = draft.rules.iter().enumerate().filter(|(_, rule)| rule.status == RuleStatus::Formal);
    let found = found.filter_map(|(index, rule)| match FormalRule::of(rule) {
        Some(FormalRule::Overlap { start, end, .. }) => {
            Some(Span { index, entity: rule.entity.clone()?, start, end })
        }
        _ => None,
    });
    found.collect()
}

fn by_nights(span: &Span) -> bool {
    let named = |name: &str| name.split('_').any(|word| NIGHTS.contains(&word));
    named(&span.start) || named(&span.end) || span.entity.ends_with("Stay")
}

/// A span that ends before it begins would meet nothing.
fn in_order(draft: &mut Draft, span: &Span, strict: bool) {
    let pair = [Value::from(span.start.as_str()), Value::from(span.end.as_str())];
    let told = draft.rules.iter().any(|rule| {
        let names = ["before", "after"].map(|name| rule.params.get(name).cloned().unwrap_or_default());
        rule.kind == "order"
            && rule.entity.as_deref() == Some(span.entity.as_str())
            && names.iter().all(|name| pair.contains(name))
    });
    if told {
        return;
    }
    let not = if strict { "is after" } else { "is not before" };
    let text = format!("{} of each {} {not} its {}", span.end, span.entity, span.start);
    let index = draft.rule(Rule {
        id: String::new(),
        kind: "order".to_owned(),
        text: text.clone(),
        entity: Some(span.entity.clone()),
        fields: vec![span.start.clone(), span.end.clone()],
        expr: None,
        params: [("before", json!(span.start)), ("after", json!(span.end)), ("strict", json!(strict))]
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect(),
        status: RuleStatus::Formal,
        src: None,
        origin: Some(Origin::Default),
        rule: Some("G11.overlap".to_owned()),
    });
    draft.assume(text, Some(format!("/rules/{index}")), &["in any order"]);
}

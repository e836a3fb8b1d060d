//! Whom a rule leaves out: rows in some of the states, as the field that has them knows.

use domain::{rule::RowFilter, spec::RuleStatus};

use super::{
    counts::{all_but, row_filter},
    draft::{Draft, Sentence, Target},
};
use crate::{english::evidence::Np, questions, words};

/// Narrows the last rule that counts or keeps apart to the rows that are meant. Answers whether there is such a
/// rule and a field that knows all of the states; else the words stay what nobody understood.
pub fn leave_out(
    draft: &mut Draft,
    sentence: &Sentence,
    what: Option<&Np>,
    states: &[String],
    only: bool,
    toks: &std::ops::Range<usize>,
) -> bool {
    let of = what.map(|np| draft.resolve(np));
    let narrows = |rule: &domain::spec::Rule| {
        rule.status == RuleStatus::Formal
            && matches!(rule.kind.as_str(), "overlap" | "limit")
            && of.as_ref().is_none_or(|of| *of == rule.entity)
            && !rule.params.contains_key("where")
    };
    let Some(index) = draft.rules.iter().rposition(narrows) else { return false };
    let Some(entity) = draft.rules.get(index).and_then(|rule| rule.entity.clone()) else { return false };
    let Some(filter) = narrowed(draft, &entity, states, only) else {
        stays_text(draft, sentence, index, toks);
        return false;
    };
    let said = questions::quote(sentence, toks);
    let (Some(rule), Ok(filter)) = (draft.rules.get_mut(index), serde_json::to_value(filter)) else {
        return false;
    };
    rule.params.insert("where".to_owned(), filter);
    rule.text = format!("{} ({said})", rule.text);
    draft.cover(sentence, toks, &Target::Rule(index));
    true
}

/// A rule without the exception that stands in its own sentence would be a stronger one: it is no formal rule.
fn stays_text(draft: &mut Draft, sentence: &Sentence, index: usize, toks: &std::ops::Range<usize>) {
    let span = sentence.span(&(0..sentence.toks.len()));
    let said = questions::quote(sentence, toks);
    let Some(rule) = draft.rules.get_mut(index) else { return };
    let here = rule.src.zip(span).is_some_and(|(rule, all)| {
        rule.attachment == all.attachment && all.start <= rule.start && rule.end <= all.end
    });
    if !here {
        return;
    }
    rule.status = RuleStatus::TextOnly;
    rule.kind = "other".to_owned();
    rule.params.clear();
    rule.fields.clear();
    rule.text = format!("{} ({said})", rule.text);
    let (text, src) = (rule.text.clone(), rule.src);
    let id = draft.ask(questions::new(
        domain::spec::QuestionKind::RuleNotFormalised,
        format!("/rules/{}", questions::short(&text)),
        format!(
            "understood as a rule, but not in a form that can be built and tested: \u{201c}{text}\u{201d}"
        ),
        src.into_iter().collect(),
        serde_json::json!("keep as text"),
        vec![serde_json::json!("keep as text"), serde_json::json!("set aside")],
        false,
    ));
    draft.cover(sentence, toks, &Target::Question(id));
}

/// The rows that are meant, where one field knows all of the states.
fn narrowed(draft: &Draft, entity: &str, states: &[String], only: bool) -> Option<RowFilter> {
    let mut found: Option<RowFilter> = None;
    for state in states {
        let state = words::snake(state).unwrap_or_default();
        let filter = if only { row_filter(draft, entity, &state) } else { all_but(draft, entity, &state) };
        let filter = filter?;
        found = Some(match found {
            None => filter,
            Some(before) if before.field != filter.field => return None,
            Some(mut before) if only => {
                before.values.extend(filter.values);
                before
            }
            Some(mut before) => {
                before.values.retain(|value| filter.values.contains(value));
                before
            }
        });
    }
    found.filter(|filter| !filter.values.is_empty())
}

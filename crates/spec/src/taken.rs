//! Which parts of the texts are open: asked about, or kept as text.

use domain::{Span, spec::RuleStatus};

use crate::assemble::draft::Draft;

/// Parts of the texts, ascending and apart.
pub struct Taken(Vec<Span>);

impl Taken {
    pub fn new(draft: &Draft) -> Self {
        let asked = draft.questions.iter().flat_map(|question| question.src.iter().copied());
        let as_text =
            draft.rules.iter().filter(|rule| rule.status == RuleStatus::TextOnly).filter_map(|rule| rule.src);
        let mut parts: Vec<Span> = asked.chain(as_text).collect();
        parts.sort_unstable_by_key(|part| (part.attachment, part.start));
        let mut apart: Vec<Span> = Vec::with_capacity(parts.len());
        for part in parts {
            match apart.last_mut().filter(|last| last.attachment == part.attachment && part.start <= last.end)
            {
                Some(last) => last.end = last.end.max(part.end),
                None => apart.push(part),
            }
        }
        Self(apart)
    }

    pub fn overlaps(&self, span: Span) -> bool {
        let after =
            self.0.partition_point(|part| (part.attachment, part.end) <= (span.attachment, span.start));
        self.0.get(after).is_some_and(|part| part.overlaps(span))
    }
}

//! Facts of the exact formats join those of the prose; their spans are masked from the grammar.

use domain::Span;

use super::draft::{Draft, Target};
use crate::sniff::Sniffed;

/// The blocks of all texts and where their words went.
#[derive(Debug, Default)]
pub struct Blocks {
    covered: Vec<(Span, Target)>,
}

impl Blocks {
    /// Takes over what was sniffed; answers with the parts of each text that prose must not be read from.
    pub fn take(&mut self, draft: &mut Draft, found: Sniffed, texts: usize) -> Vec<Vec<(usize, usize)>> {
        for (name, entity) in found.entities {
            let key = super::finish::spaced(&name);
            draft.names.insert(key, name.clone());
            match draft.entities.get_mut(&name) {
                Some(old) => {
                    for (field, value) in entity.fields {
                        old.fields.entry(field).or_insert(value);
                    }
                    old.unique.extend(entity.unique);
                }
                None => {
                    draft.entities.insert(name, entity);
                }
            }
        }
        draft.spoken.extend(found.spoken);
        draft.said_below.extend(found.said_below);
        let relations: Vec<usize> =
            found.relations.into_iter().map(|relation| draft.relate(relation)).collect();
        let rules: Vec<usize> = found.rules.into_iter().map(|rule| draft.rule(rule)).collect();
        let functions = draft.functions.len();
        draft.functions.extend(found.functions);
        let operations: Vec<String> = found.operations.iter().map(|op| op.id.clone()).collect();
        draft.operations.extend(found.operations);
        if let Some((storage, span)) = found.storage {
            draft.dialect.get_or_insert((storage, span));
        }
        if let (Some((scheme, span)), None) = (found.scheme, &draft.scheme) {
            draft.scheme = Some((scheme, Some(span)));
        }
        if found.accounts.is_some() {
            draft.accounts_routed = true;
        }
        let mut masked: Vec<Vec<(usize, usize)>> = vec![Vec::new(); texts];
        let mut mask = |span: Span| {
            if let Some(parts) = masked.get_mut(span.attachment) {
                parts.push((span.start, span.end));
            }
        };
        for (span, pointer) in &found.covered {
            let target = target_of(pointer, &relations, &rules, &operations, functions);
            self.covered.push((*span, target));
            mask(*span);
        }
        for question in found.questions {
            for span in &question.src {
                self.covered.push((*span, Target::Question(question.id.clone())));
                mask(*span);
            }
            draft.ask(question);
        }
        for parts in &mut masked {
            parts.sort_unstable();
            // Nested spans are one block.
            parts.dedup_by(|next, kept| {
                let inside = next.0 < kept.1;
                if inside {
                    kept.1 = kept.1.max(next.1);
                }
                inside
            });
        }
        masked
    }

    /// "```go" says how a block is painted, and nothing of what is to be built.
    pub fn fences(&mut self, texts: &[&str], masked: &mut [Vec<(usize, usize)>]) {
        for ((n, text), parts) in texts.iter().enumerate().zip(masked) {
            let mut at = 0;
            let known = disjoint(parts);
            for line in text.split_inclusive('\n') {
                let (start, words) = (at, line.trim());
                at += line.len();
                let Some(tag) = words.strip_prefix("```").or_else(|| words.strip_prefix("~~~")) else {
                    continue;
                };
                let from = start + (line.len() - line.trim_start().len()) + 3;
                let span = Span { start: from, end: from + tag.len(), attachment: n };
                // Of those that begin before its end only the last may reach it.
                let before = known.partition_point(|(a, _)| *a < span.end);
                let taken = before.checked_sub(1).is_some_and(|n| span.start < known[n].1);
                if tag.is_empty() || tag.len() > 20 || tag.contains(char::is_whitespace) || taken {
                    continue;
                }
                self.covered.push((span, Target::Pointer("/source/intent".to_owned())));
                parts.push((span.start, span.end));
            }
            parts.sort_unstable();
        }
    }

    /// Smallest span first, so that a column wins over its table.
    pub fn resolved(&self, draft: &Draft) -> Vec<(Span, String)> {
        let mut found: Vec<(Span, String)> = self
            .covered
            .iter()
            .map(|(span, target)| (*span, super::finish::pointer(draft, target)))
            .collect();
        found.sort_by_key(|(span, _)| (span.end - span.start, *span));
        found
    }
}

/// The same places, sorted, with those that overlap as one.
fn disjoint(parts: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    let mut found: Vec<(usize, usize)> = Vec::with_capacity(sorted.len());
    for (start, end) in sorted {
        match found.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => found.push((start, end)),
        }
    }
    found
}

/// Positions in what was sniffed become positions in the draft.
fn target_of(
    pointer: &str,
    relations: &[usize],
    rules: &[usize],
    operations: &[String],
    functions: usize,
) -> Target {
    let index = |prefix: &str| {
        pointer
            .strip_prefix(prefix)
            .and_then(|rest| rest.split('/').next())
            .and_then(|n| n.parse::<usize>().ok())
    };
    if let Some(at) = index("/relations/").and_then(|n| relations.get(n)) {
        return Target::Relation(*at);
    }
    if let Some(at) = index("/rules/").and_then(|n| rules.get(n)) {
        return Target::Rule(*at);
    }
    if let Some(id) = index("/operations/").and_then(|n| operations.get(n)) {
        return Target::Operation(id.clone());
    }
    if let Some(at) = index("/functions/") {
        let tail = pointer.splitn(4, '/').nth(3).map(|tail| format!("/{tail}")).unwrap_or_default();
        return Target::Pointer(format!("/functions/{}{tail}", functions + at));
    }
    Target::Pointer(pointer.to_owned())
}

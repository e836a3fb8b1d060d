//! Sentences: runs of tokens that one reading belongs to.
//!
//! A sentence ends at `.`, `!`, `?`, an empty line or a new list item; a heading that ends in `:`
//! is joined with the short list items under it, so that "Each task has:\n- a title" is one sentence.

use std::ops::Range;

use super::{
    card, clause, criteria, declare, duties,
    evidence::Fact,
    grid, humps, modal, passing, rights, section, terse,
    token::{BULLET, HEADING, LINE, Tok},
};

/// The tokens of each sentence. Line ends inside a sentence are dropped; joined items are divided by commas.
pub fn sentences(mut toks: Vec<Tok>) -> Vec<Vec<Tok>> {
    humps::divide(&mut toks);
    let ranges = lines(&toks);
    card::siblings::mark(&mut toks, &ranges);
    let mut found: Vec<Vec<Tok>> = Vec::new();
    let mut heading_open = false;
    let mut titled = false;
    let mut of_section: Option<Vec<Tok>> = None;
    let mut card: Option<card::Card> = None;
    let mut section: Option<card::Card> = None;
    let mut grid: Option<grid::Grid> = None;
    let mut duties: Option<duties::Duties> = None;
    let mut criteria = criteria::Criteria::default();
    for range in ranges {
        let begins =
            range.start.checked_sub(1).and_then(|n| toks.get(n)).is_none_or(|before| before.is(LINE));
        let line = &toks[range];
        let heading = line.iter().any(|tok| tok.is(HEADING));
        let bullet = line.first().is_some_and(|tok| tok.is(BULLET));
        let body: Vec<Tok> =
            line.iter().filter(|tok| !tok.is(BULLET) && !tok.is(LINE) && !tok.is(HEADING)).cloned().collect();
        let body = modal::plain(passing::without(without_smileys(body)));
        if body.is_empty() {
            continue;
        }
        // A table of people and what they may do.
        if let Some(told) = duties.as_mut().and_then(|duties| duties.goes_on(&body)) {
            found.extend(told);
            continue;
        }
        duties = duties::Duties::opened(&body);
        if duties.is_some() {
            (heading_open, titled) = (false, false);
            continue;
        }
        // What stands under a story tells what its thing is made of.
        if let Some(told) = criteria.goes_on(&body, bullet) {
            (heading_open, titled) = (false, false);
            found.extend(told);
            continue;
        }
        // A table without types says what is noted of each member.
        if let Some(told) = grid.as_mut().and_then(|grid| grid.goes_on(&body)) {
            found.extend(told);
            continue;
        }
        grid = grid::Grid::opened(&body, found.last().map(Vec::as_slice));
        if grid.is_some() {
            // "Calibration (several per gauge)": what the heading says of the thing.
            if let Some(said) = found.last().and_then(|above| card::bracketed(above)) {
                found.pop();
                found.push(said);
            }
            heading_open = false;
            titled = false;
            continue;
        }
        // "Hive: stands in one apiary. It has a code.": all of the line speaks of hives.
        if begins {
            card = None;
        }
        let told = match card::opened(&body).filter(|_| !heading && (begins || card.is_some())) {
            Some((opened, said)) => {
                card = Some(opened);
                said.first().is_some_and(|said| *said != body).then_some(said)
            }
            None if heading => {
                section = card::Card::section(&body);
                None
            }
            None => {
                card.as_ref().or(section.as_ref()).and_then(|card| card.goes_on(&body)).map(|said| vec![said])
            }
        };
        if let Some(told) = told {
            heading_open = false;
            titled = false;
            found.extend(told);
            continue;
        }
        if bullet
            && heading_open
            && is_short_item(&body)
            && !found.last().is_some_and(|head| heads_figures(head))
            && !(found.last().is_some_and(|head| !lists_fields(head)) && declares(&body))
            && !(found.last().is_some_and(|head| is_for_somebody(head)) && holds_members(&body))
            && !(found.last().is_some_and(|head| is_of_software(head)) && is_a_thing(&body))
            && !(found.last().is_some_and(|head| heads_things(head)) && is_made_of(&body))
            && !found.last().is_some_and(|head| rights::heads_roles(head))
            && let Some(last) = found.last_mut()
        {
            if last.last().is_some_and(|tok| tok.is(":")) {
                // "Status changes:" over "open -> closed": the first state is no word of the name.
                if !body.iter().any(|tok| tok.is("→")) {
                    last.pop();
                }
            } else if let Some(at) = last.last().filter(|tok| !leads_on(tok)).map(|tok| tok.end) {
                // "kind: red, blue" over "comment, optional": what the one chooses between ends with its line.
                let listed = last.iter().rev().take_while(|tok| !tok.is(";")).any(|tok| tok.is(":"));
                last.push(mark(if listed { ";" } else { "," }, at));
            }
            last.extend(body);
            continue;
        }
        // "Moves" over "idle -> busy": the course of the status, under whatever name.
        if body.iter().any(|tok| tok.is("→") || tok.is("↔"))
            && !bullet
            && let Some((last, whose)) =
                found.last_mut().and_then(|last| heads_a_course(last).map(|whose| (last, whose)))
            && let Some(head) = last.last_mut()
        {
            // "Lifecycle of a proposal": whose it is, it says itself.
            if !whose {
                head.low = "status".to_owned();
            }
            let at = head.end;
            last.push(mark(":", at));
            last.extend(body);
            continue;
        }
        // "Given …", "When …", "Then …", each on its line: one scenario.
        if let Some(last) = found.last_mut().filter(|last| goes_on(last, &body)) {
            if let Some(at) = last.last().map(|tok| tok.end) {
                last.push(mark(",", at));
            }
            last.extend(body);
            continue;
        }
        // A row of a table "Table | Columns": what each of them is made of.
        if let Some(row) = row_of(&body) {
            heading_open = false;
            found.push(row);
            continue;
        }
        // "### Users" over "`username` unique, `email`, …": what the thing is made of.
        let under = titled && !bullet && !heading;
        titled = heading
            && (body.len() <= 3 && body.iter().all(|tok| tok.word) || clause::aside::heads_left_out(&body));
        if under
            && let Some(last) = found.last_mut()
            && let Some(at) = last.last().map(|tok| tok.end)
        {
            let mut joined = last.clone();
            joined.push(mark(":", at));
            joined.extend(body.iter().cloned());
            if declare::read(&joined, 0, true).is_some() || clause::aside::heads_left_out(last) {
                *last = joined;
                heading_open = false;
                continue;
            }
        }
        if heading {
            let named = body.len() <= 3 && body.iter().all(|tok| tok.word);
            of_section = named.then(|| body.clone());
        } else if let Some(told) =
            of_section.as_deref().filter(|_| !bullet).and_then(|heading| section::told(heading, &body))
        {
            heading_open = false;
            found.push(told);
            continue;
        }
        heading_open = body.last().is_some_and(|tok| tok.is(":") || leads_on(tok));
        if heading_open && body.len() <= 2 {
            heading_open = false;
        }
        found.push(body);
    }
    let mut found = terse::moments::spell_out(terse::topic::spell_out(bounded(found)));
    terse::spell_out(&mut found);
    found
}

/// "A service with": the line goes on in the items under it.
fn leads_on(tok: &Tok) -> bool {
    tok.word
        && matches!(
            tok.low.as_str(),
            "with"
                | "of"
                | "and"
                | "has"
                | "have"
                | "contains"
                | "contain"
                | "includes"
                | "include"
                | "needs"
                | "stores"
                | "store"
        )
}

fn is_picture(low: &str) -> bool {
    let mut chars = low.chars();
    chars.next().is_some_and(|c| c as u32 >= 0x1F300) && chars.next().is_none()
}

/// `:)`, `:-)`: marks that say nothing, which would head a list or close a bracket.
fn without_smileys(mut body: Vec<Tok>) -> Vec<Tok> {
    let mut at = 0;
    let mut depth = 0usize;
    while at < body.len() {
        let smiles = matches!(body[at].low.as_str(), ":" | ";") && depth == 0;
        let nose = usize::from(body.get(at + 1).is_some_and(|tok| tok.is("-") || tok.is("–")));
        let mouth = body
            .get(at + 1 + nose)
            .is_some_and(|tok| tok.is(")") && tok.start == body[at].end + nose && !tok.word);
        if smiles && mouth {
            body.drain(at..at + 2 + nose);
            continue;
        }
        match body[at].low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    body
}

/// "Figures:", "Reports we need:": what stands under it are numbers and lists, each by itself.
fn heads_figures(head: &[Tok]) -> bool {
    let words: Vec<&str> = head.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
    let named = words.iter().any(|word| {
        matches!(
            *word,
            "figures"
                | "figure"
                | "statistics"
                | "stats"
                | "reports"
                | "reporting"
                | "report"
                | "rankings"
                | "ranking"
                | "standings"
                | "totals"
                | "metrics"
                | "kpis"
                | "queries"
                | "numbers"
                | "overviews"
        )
    });
    named && words.len() <= 4 && !lists_fields(head)
}

/// "Each task has:", "Fields:": what stands under it are members.
fn lists_fields(head: &[Tok]) -> bool {
    head.iter().any(|tok| {
        matches!(
            tok.low.as_str(),
            "has"
                | "have"
                | "with"
                | "fields"
                | "attributes"
                | "properties"
                | "contains"
                | "columns"
                | "consists"
        )
    })
}

/// `vehicle with call sign, plate, crew size`: an item that says what a thing of its own is made of.
fn declares(body: &[Tok]) -> bool {
    // "Employee shift planning:" over "employees: name, email": the heading is a title.
    let colon = (1..body.len().min(5)).find(|n| body[*n].is(":"));
    let whole = |facts: &[Fact]| {
        facts.iter().any(|fact| matches!(fact, Fact::Has { toks, .. } if toks.end >= body.len()))
    };
    if colon.is_some() && declare::read(body, 0, true).is_some_and(|(facts, _)| whole(&facts)) {
        return true;
    }
    let Some(with) = (1..body.len().min(4)).find(|n| body[*n].is("with")) else { return false };
    body[..with].iter().all(|tok| tok.word) && body[with..].iter().any(|tok| tok.is(","))
}

/// "Carbon accounting for a small company:": whom the software is for is no word of what stands under it.
fn is_for_somebody(head: &[Tok]) -> bool {
    let lead = head.iter().rposition(|tok| matches!(tok.low.as_str(), "for" | "of" | "at" | "in"));
    lead.is_some_and(|at| {
        head.get(at + 1).is_some_and(|tok| matches!(tok.low.as_str(), "a" | "an" | "the" | "our" | "my"))
            && at + 2 < head.len()
            && head.iter().skip(at + 2).all(|tok| tok.word || tok.is(":") || tok.is("-"))
            && !head.iter().any(|tok| matches!(tok.low.as_str(), "each" | "every" | "has" | "have"))
    })
}

/// "An API with:", "Build a service with the following:": what stands under it is what the software keeps.
fn is_of_software(head: &[Tok]) -> bool {
    const BUILT: &[&str] =
        &["api", "app", "service", "backend", "system", "application", "software", "server", "tool"];
    let with = head.iter().rposition(|tok| matches!(tok.low.as_str(), "with" | "has" | "contains"));
    with.is_some_and(|at| {
        let rest = head.iter().skip(at + 1);
        let built = head.iter().take(at).any(|tok| BUILT.contains(&tok.low.as_str()));
        let each = head.iter().any(|tok| matches!(tok.low.as_str(), "each" | "every"));
        built
            && !each
            && rest.filter(|tok| tok.word).all(|tok| {
                matches!(
                    tok.low.as_str(),
                    "the" | "these" | "following" | "things" | "entities" | "resources" | "models" | "tables"
                )
            })
    })
}

/// "Our objects:", "What we store:": what stands under it are things of their own.
fn heads_things(head: &[Tok]) -> bool {
    let Some((colon, words)) = head.split_last() else { return false };
    colon.is(":")
        && words.iter().all(|tok| tok.word)
        && crate::words::heads::heads_things(words.iter().map(|tok| tok.low.as_str()))
}

/// `buses - plate, seats`, `bus (plate, seats)`: a name, a mark, and more than one behind it.
fn is_made_of(body: &[Tok]) -> bool {
    let mark = (1..body.len().min(5)).find(|n| !body[*n].word);
    mark.is_some_and(|n| {
        matches!(body[n].low.as_str(), "-" | "—" | "–" | ":" | "(") && body[n..].iter().any(|tok| tok.is(","))
    })
}

/// `tree: height, species`, `tree (height, species)`: no field and its values.
fn is_a_thing(body: &[Tok]) -> bool {
    let field = |tok: &Tok| clause::is_field_word(&tok.low) || clause::is_choice_name(&tok.low);
    let head = (1..body.len().min(4)).find(|n| !body[*n].word).and_then(|n| body.get(n - 1));
    head.is_some_and(|tok| !field(tok)) && (declares(body) || holds_members(body))
}

/// `facilities (name, country)`: a thing and what it is made of, to the end of the line.
fn holds_members(body: &[Tok]) -> bool {
    let Some(open) = (1..body.len().min(4)).find(|n| body[*n].is("(")) else { return false };
    let end =
        body.len() - usize::from(body.last().is_some_and(|tok| tok.is(".") || tok.is(",") || tok.is(";")));
    body[..open].iter().all(|tok| tok.word) && super::cursor::closing(body, open) == end.checked_sub(1)
}

/// `Workflow`, `Order flow`: a heading of steps.
fn heads_a_course(head: &[Tok]) -> Option<bool> {
    const NAMES: &[&str] = &[
        "moves",
        "workflow",
        "lifecycle",
        "flow",
        "cycle",
        "transitions",
        "steps",
        "stages",
        "process",
        "course",
        "states",
        "statuses",
        "status",
        "changes",
        "life",
    ];
    let named = |tok: &Tok| NAMES.contains(&tok.low.as_str());
    if head.len() <= 2 && head.iter().all(|tok| tok.word) && head.last().is_some_and(named) {
        return Some(false);
    }
    // "2. Lifecycle of a proposal"
    let number = |tok: &&Tok| tok.is_number() || matches!(tok.low.as_str(), "." | ")");
    let head = head.get(head.iter().take_while(number).count()..).unwrap_or_default();
    let of = head.iter().position(|tok| tok.is("of") || tok.is("for"))?;
    let whose = (of + 2..=of + 4).contains(&head.len()) && of <= 3;
    let course = of.checked_sub(1).and_then(|at| head.get(at)).is_some_and(named);
    (whose && course && head.iter().all(|tok| tok.word)).then_some(true)
}

/// Whether a line is the next step of the scenario that the last one belongs to.
fn goes_on(last: &[Tok], line: &[Tok]) -> bool {
    let begun = last.first().is_some_and(|tok| tok.is("given")) && last.len() < 120;
    let has = |word: &str| last.iter().any(|tok| tok.is(word));
    begun
        && line.first().is_some_and(|tok| match tok.low.as_str() {
            "when" => !has("when"),
            "then" => has("when") && !has("then"),
            _ => false,
        })
}

/// `| products | sku (unique), name, price |` as `products: sku (unique), name, price`.
fn row_of(body: &[Tok]) -> Option<Vec<Tok>> {
    let bars: Vec<usize> = (0..body.len()).filter(|n| body[*n].is("|")).collect();
    let [0, middle, last] = bars.as_slice() else { return None };
    let name = body.get(1..*middle)?;
    let members = body.get(middle + 1..*last)?;
    if *last + 1 != body.len() || name.is_empty() || name.len() > 3 || !members.iter().any(|t| t.is(",")) {
        return None;
    }
    let mut row = name.to_vec();
    row[0].quoted |= super::is_past(&row[0].low);
    row.push(mark(":", name.last()?.end));
    row.extend(members.iter().cloned());
    declare::read(&row, 0, true).is_some().then_some(row)
}

/// Clauses are looked for from every word on, so a sentence without an end is read in pieces: the
/// time grows with the text, not with its square.
fn bounded(sentences: Vec<Vec<Tok>>) -> Vec<Vec<Tok>> {
    const LONGEST: usize = 600;
    let mut found = Vec::with_capacity(sentences.len());
    for toks in sentences {
        if toks.len() <= LONGEST {
            found.push(toks);
        } else {
            found.extend(toks.chunks(LONGEST).map(<[Tok]>::to_vec));
        }
    }
    found
}

/// Ranges between sentence ends. A single line end inside a paragraph divides only before a list
/// item, a heading's list or a line that begins like a sentence.
fn lines(toks: &[Tok]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for at in 0..toks.len() {
        let tok = &toks[at];
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next = toks.get(at + 1);
        let ends = match tok.low.as_str() {
            "." => {
                !next.is_some_and(|next| next.word && next.glued)
                    && !is_abbreviation(toks, at)
                    && (depth == 0 || next.is_none_or(|n| n.capitalised()))
            }
            // "name!, company": a mark of what must be there.
            "!" if toks.get(at + 1).is_some_and(|n| n.is(",")) => false,
            "!" | "?" => depth == 0,
            // A smiley ends a sentence where the next word begins one.
            low if depth == 0 && is_picture(low) => next.is_none_or(|next| next.capitalised()),
            LINE if is_heading(toks, start) || next.is_some_and(|n| n.is(HEADING)) => true,
            LINE => {
                depth = 0;
                let previous = at.checked_sub(1).and_then(|before| toks.get(before));
                let continues = previous.is_some_and(|p| {
                    p.is(",")
                        || (p.word && matches!(p.low.as_str(), "and" | "or" | "with" | "the" | "a" | "of"))
                });
                // A line of arrows under another: each is a change of its own.
                let arrow = |t: &Tok| t.is("→") || t.is("↔");
                let drawn = |range: Range<usize>| {
                    toks.get(range).unwrap_or_default().iter().take_while(|t| !t.is(LINE)).any(arrow)
                };
                let above = toks.get(start..at).unwrap_or_default();
                // "Lifecycle" over "open -> shut": what they are, and no word of the first state.
                let heads =
                    above.len() <= 2 && above.iter().all(|t| t.word && !t.possessive) && !above.is_empty();
                let lower = !((above.iter().any(arrow) || heads) && drawn(at + 1..toks.len()))
                    && !parted(above, toks.get(at + 1..).unwrap_or_default())
                    && next.is_some_and(|n| n.word && !n.capitalised())
                    && !heads_a_list(toks, at + 1);
                // "A service with" over bullets heads them, as it would with a colon.
                let continues = continues && !next.is_some_and(|n| n.is(BULLET));
                !(continues
                    || (lower && previous.is_some_and(|p| p.word) && !next.is_some_and(|n| n.is(LINE))))
            }
            _ => false,
        };
        if ends {
            depth = 0;
            found.push(start..at);
            start = at + 1;
        }
    }
    found.push(start..toks.len());
    found
}

/// Whether a line of states stands above another line or below one, and neither goes on in the other.
fn parted(above: &[Tok], below: &[Tok]) -> bool {
    const ON: &[&str] = &[
        "or", "and", "then", "but", "from", "through", "via", "by", "when", "if", "only", "until", "to",
        "as", "is", "are", "goes", "go", "moves", "move", "plus", "after", "while", "unless", "once", "with",
    ];
    let on = |tok: Option<&Tok>| tok.is_none_or(|tok| !tok.word || ON.contains(&tok.low.as_str()));
    let first = above.iter().rposition(|tok| tok.is(LINE)).map_or(0, |n| n + 1);
    let line = above.get(first..).unwrap_or_default();
    let next = below.iter().take_while(|tok| !tok.is(LINE));
    let begins = || next.clone().position(|tok| !tok.word && !tok.is("-")).filter(|n| (1..=3).contains(n));
    let drawn = || begins().and_then(|n| below.get(n)).is_some_and(|tok| tok.is("→"));
    let over = !on(line.last()) && !on(below.first());
    over && (line.iter().any(|tok| tok.is("→")) || drawn())
}

/// Whether a heading begins here, or goes on behind its number: `## 2. Lifecycle of a proposal`.
fn is_heading(toks: &[Tok], start: usize) -> bool {
    let number = start.checked_sub(3).and_then(|n| toks.get(n..start)).is_some_and(
        |lead| matches!(lead, [mark, number, dot] if mark.is(HEADING) && number.is_number() && dot.is(".")),
    );
    number || toks.get(start).is_some_and(|tok| tok.is(HEADING))
}

/// `wine: name, vintage` at the start of a line, however it is written.
fn heads_a_list(toks: &[Tok], at: usize) -> bool {
    let colon = (at + 1..at + 4).find(|n| toks.get(*n).is_none_or(|t| !t.word));
    colon.and_then(|n| toks.get(n)).is_some_and(|t| t.is(":") || t.is("—"))
        && colon.and_then(|n| toks.get(n + 1)).is_some_and(|t| t.word)
}

fn is_abbreviation(toks: &[Tok], dot: usize) -> bool {
    let Some(before) = dot.checked_sub(1).and_then(|at| toks.get(at)) else { return false };
    let next_small = toks
        .get(dot + 1)
        .is_some_and(|next| next.word && !next.capitalised() || next.is(",") || next.is("("));
    // "urgent y/n default no.": what it is, and no number.
    let answers = dot.checked_sub(2).and_then(|at| toks.get(at)).is_some_and(|tok| {
        matches!(tok.low.as_str(), "default" | "defaults" | "or" | "/" | "=" | ":" | "is" | "to")
    });
    match before.low.as_str() {
        "no" if answers => false,
        "g" | "e" | "i" => before.glued || toks.get(dot + 1).is_some_and(|next| next.glued),
        "max" | "min" | "etc" | "incl" | "approx" | "no" | "vs" => next_small,
        _ => false,
    }
}

/// An item that names something rather than saying a whole sentence.
fn is_short_item(body: &[Tok]) -> bool {
    const FINITE: &[&str] = &[
        "can", "cannot", "may", "must", "should", "will", "shall", "has", "have", "is", "are", "belongs",
        "want",
    ];
    let mut depth = 0usize;
    for (at, tok) in body.iter().enumerate() {
        match tok.low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            // "a rating that must be …" is still an item.
            low if depth == 0 && FINITE.contains(&low) => {
                let relative = at
                    .checked_sub(1)
                    .and_then(|b| body.get(b))
                    .is_some_and(|b| matches!(b.low.as_str(), "that" | "which"));
                if !relative {
                    return false;
                }
            }
            _ => {}
        }
    }
    body.len() <= 24
}

fn mark(low: &str, at: usize) -> Tok {
    Tok {
        start: at,
        end: at,
        raw: low.to_owned(),
        low: low.to_owned(),
        word: false,
        quoted: false,
        glued: true,
        possessive: false,
        content: false,
        person: false,
    }
}

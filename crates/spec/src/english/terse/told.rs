//! Whole sentences of prose that say what a thing has in other words than "has".
//!
//! ```text
//! We also note whether a file is confidential    a file has whether it is confidential
//! In each litter there are kittens               each litter has kittens
//! Sometimes there is a remark, but mostly not    has an optional remark
//! A weighing is the kitten, the date and …       a weighing has the kitten, the date and …
//! Pickers are seasonal workers with a name       Pickers with a name
//! … bring an object: it has a brand              … bring an object; an object has a brand
//! ```

use super::super::{
    cursor::{any, eat_first, low},
    token::Tok,
};
use crate::words;

pub(super) fn plain(toks: &mut Vec<Tok>) {
    for_each_of_them(toks);
    somebody_does(toks);
    wants_to_keep(toks);
    which_has(toks);
    of_whom_we_know(toks);
    whether_it_is(toks);
    there_are_in(toks);
    sometimes_there(toks);
    is_the_parts(toks);
    of_a_sort(toks);
    it_has(toks);
    kept_as(toks);
    it_stands_in(toks);
    added_up(toks);
}

/// Takes the tokens out; the one behind them keeps their place in the text.
fn cut(toks: &mut Vec<Tok>, range: std::ops::Range<usize>) {
    if range.is_empty() {
        return;
    }
    let from = toks[range.start].start;
    toks.drain(range.clone());
    if let Some(next) = toks.get_mut(range.start) {
        next.start = from;
        next.content = true;
    }
}

fn plain_word(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|tok| tok.word && !tok.is_number() && !words::stop::is_stop(&tok.low))
}

/// `We have two boats; for each I want to store its name`: for each of what was named last.
fn for_each_of_them(toks: &mut Vec<Tok>) {
    const EACH: &[&str] = &["for each|every one? of? them? ,? i|we", "for each|every ,? i|we"];
    let Some(at) = (2..toks.len())
        .find(|n| any(toks, n - 1, &[";", ",", "—", "and", ":"]) && eat_first(toks, *n, EACH).is_some())
    else {
        return;
    };
    let Some(named) = (0..at).rev().find(|n| toks[*n].word && !any(toks, *n, &["and"])) else { return };
    if !plain_word(toks, named) || !words::is_plural(low(toks, named)) {
        return;
    }
    let who = (at..at + 7).find(|n| any(toks, *n, &["i", "we"])).unwrap_or(at + 2);
    let one = words::singular(low(toks, named));
    let place = toks[at + 1].end;
    toks.splice(at + 2..who, [Tok::added(&one, place)]);
}

/// `When somebody orders, I note their name, …`: what is noted of the deed.
fn somebody_does(toks: &mut Vec<Tok>) {
    const WHO: &[&str] =
        &["when|whenever|if somebody|someone|anybody|a|an|one customer|client|guest|visitor|person|member?"];
    const NOTE: &[&str] = &[
        ", i|we also? note|record|store|keep|save|log|write|need|want|enter down? the|their|his|her|who|which|what|how",
        ", i|we want|need|have to know|note|record|store|save the|their|his|her|who|which|what|how",
    ];
    let Some(verb) = eat_first(toks, 0, WHO) else { return };
    let Some(list) = eat_first(toks, verb + 1, NOTE).map(|n| n - 1) else { return };
    // "orders", "donates": the noun of the verb, or the verb itself where it is one.
    let lexicon = super::super::lexicon::lexicon();
    let Some((base, super::super::lexicon::Form::Third)) = lexicon.verb(low(toks, verb)) else { return };
    let noun = super::super::clause::deed::noun_of(base)
        .map(str::to_owned)
        .or_else(|| lexicon.noun_verbs.contains(base).then(|| base.to_owned()));
    let Some(noun) = noun.filter(|noun| !noun.contains(' ')) else { return };
    let (start, end) = (toks[verb].start, toks[verb].end);
    let raw = Tok { raw: noun.clone(), low: noun.clone(), start, end, ..toks[verb].clone() };
    cut(toks, verb + 1..list);
    let place = toks[0].start;
    let said = [Tok::added("each", place), raw, Tok::added("has", end)];
    toks.splice(0..verb + 1, said);
    toks[0].content = true;
    toks[0].end = start;
}

/// `I want to store the species, the height and …`: of what was spoken of, as `we also store the …` is.
fn wants_to_keep(toks: &mut Vec<Tok>) {
    const WISH: &[&str] = &[
        "i|we also? want|need|like|have|wish to also? store|record|keep|note|save|log|know the|its|their",
        "i|we would|should like|love to also? store|record|keep|note|save|log|know the|its|their",
        "i'd|we'd like|love to also? store|record|keep|note|save|log|know the|its|their",
    ];
    let Some(list) = eat_first(toks, 0, WISH).map(|n| n - 1) else { return };
    let listed = toks.iter().skip(list).any(|tok| tok.is(","));
    // "the names of all members": whose they are is said.
    let whose = (list..toks.len()).any(|n| any(toks, n, &["each", "every", "all", "for", "about", "who"]));
    if !listed || whose || any(toks, list + 1, &["following"]) {
        return;
    }
    let place = toks[0].start;
    let said = ["we", "also", "store"].map(|word| Tok::added(word, place));
    cut(toks, 0..list);
    toks.splice(0..0, said);
}

/// `A family, which has a name and a phone, borrows toys`: it has them.
fn which_has(toks: &mut Vec<Tok>) {
    let Some(start) = eat_first(toks, 0, &["a|an|each|every|the"]) else { return };
    let Some(comma) = (start + 1..toks.len().min(start + 4)).find(|n| any(toks, *n, &[","])) else { return };
    let has = eat_first(toks, comma, &[", which|who|that has|have a|an|the|its|their|one"]).is_some();
    if has && (start..comma).all(|n| plain_word(toks, n)) {
        toks.drain(comma..comma + 2);
    }
}

/// `a manufacturer, of whom we only know the name`: who has a name.
fn of_whom_we_know(toks: &mut Vec<Tok>) {
    const KNOWN: &[&str] = &[
        ", of|about|for whom|which|them i|we only|just|also|always? know|store|keep|need|record|have|note the|a|an|their|its|his",
        ", for|of whom|which i|we want|need to only|just|also? know|store|keep|record|note the|a|an|their|its|his",
    ];
    let mut at = 2;
    while at < toks.len() {
        if let Some(list) = eat_first(toks, at, KNOWN).map(|n| n - 1).filter(|_| plain_word(toks, at - 1)) {
            "who".clone_into(&mut toks[at + 1].low);
            "has".clone_into(&mut toks[at + 2].low);
            // What is left out keeps its place.
            toks[at + 2].end = toks[list - 1].end;
            toks[at + 2].content = true;
            toks.drain(at + 3..list);
        }
        at += 1;
    }
}

/// `We also note whether a file is confidential`
fn whether_it_is(toks: &mut Vec<Tok>) {
    const NOTE: &[&str] = &[
        "i|we|you|they|he|she also|then|always? note|record|store|keep|save|mark|log|track|need|want|remember|write down|to? know|store|record|see? whether",
        "i|we|you also|then|always? want|need|like|have to know|see|store|record|remember whether",
    ];
    let Some(thing) =
        eat_first(toks, 0, NOTE).filter(|n| any(toks, *n, &["a", "an", "the", "each", "every"]))
    else {
        return;
    };
    let Some(verb) = (thing + 2..toks.len().min(thing + 4))
        .find(|n| any(toks, *n, &["is", "are", "was", "were", "has", "needs"]))
        .filter(|verb| (thing + 1..*verb).all(|n| plain_word(toks, n)))
    else {
        return;
    };
    // "a file" + "has whether it" + "is confidential"
    let at = toks[verb].start;
    let added = ["has", "whether", "it"].map(|word| Tok::added(word, at));
    toks.splice(verb..verb, added);
    "each".clone_into(&mut toks[thing].low);
    cut(toks, 0..thing);
}

/// `In each litter there are kittens`, `There are several kittens in each litter`
fn there_are_in(toks: &mut Vec<Tok>) {
    let Some(each) = eat_first(toks, 0, &["in|on|at|inside|within each|every|a|an|one|the"]) else { return };
    let Some(there) = (each + 1..toks.len().min(each + 4)).find(|n| any(toks, *n, &[",", "there"])) else {
        return;
    };
    let Some(next) = eat_first(toks, there, &[",? there is|are|can be", ",? there is|are"]) else { return };
    if !(each..there).all(|n| plain_word(toks, n)) || any(toks, next, &["no", "only", "never", "at", "up"]) {
        return;
    }
    "has".clone_into(&mut toks[next - 1].low);
    if plain_word(toks, next) && words::is_plural(low(toks, next)) {
        let place = toks[next - 1].end;
        toks.insert(next, Tok::added("many", place));
    }
    "each".clone_into(&mut toks[each - 1].low);
    cut(toks, there..next - 1);
    cut(toks, 0..each - 1);
}

/// `Sometimes there is a remark, but mostly not`
fn sometimes_there(toks: &mut Vec<Tok>) {
    const THERE: &[&str] = &[
        "sometimes|occasionally|often|usually ,? there is|are a|an",
        "there may|might|can also? be a|an",
        "there is sometimes|occasionally|often also? a|an",
    ];
    let Some(next) = eat_first(toks, 0, THERE) else { return };
    const NOT_ALWAYS: &[&str] =
        &[",? but mostly|often|usually|not not|always", ",? but not always|every|each time?"];
    let tail = (next..toks.len()).find(|n| eat_first(toks, *n, NOT_ALWAYS).is_some());
    let end = tail.and_then(|n| eat_first(toks, n, NOT_ALWAYS));
    let ends = |n: usize| toks.get(n).is_none_or(|tok| tok.is("."));
    // The name alone, and nothing that is said of it.
    let named = (next..toks.len().min(next + 4)).find(|n| !plain_word(toks, *n)).unwrap_or(toks.len());
    if named == next || !(ends(named) || tail == Some(named) && end.is_some_and(ends)) {
        return;
    }
    if let (Some(tail), Some(end)) = (tail, end) {
        toks[tail - 1].end = toks[end - 1].end;
        toks.drain(tail..end);
    }
    let at = toks[0].start;
    let said = ["has", "an", "optional"].map(|word| Tok::added(word, at));
    toks[next].start = at;
    toks.splice(0..next, said);
}

/// `A weighing is the kitten, the date and the grams`: several at once are what it is made of.
fn is_the_parts(toks: &mut Vec<Tok>) {
    let Some(start) = eat_first(toks, 0, &["so? a|an|each|every"]) else { return };
    let Some(verb) = (start + 1..toks.len().min(start + 3)).find(|n| any(toks, *n, &["is"])) else { return };
    let first = eat_first(toks, verb + 1, &["just|only|simply|basically"]).unwrap_or(verb + 1);
    const ONE: &[&str] = &["the", "a", "an", "one"];
    if !(start..verb).all(|n| plain_word(toks, n)) || !any(toks, first, ONE) {
        return;
    }
    let end = (verb..toks.len()).find(|n| any(toks, *n, &[".", ";", ":", "("])).unwrap_or(toks.len());
    let begins = |n: usize| n == first || any(toks, n - 1, &[",", "and"]);
    let parts: Vec<usize> = (first..end).filter(|n| any(toks, *n, ONE) && begins(*n)).collect();
    // "A member is a person and a customer": what it is, unless one of them can only be a field.
    let field = |n: &usize| {
        super::super::noun::noun_phrase(toks, n + 1)
            .is_some_and(|(np, _)| super::super::clause::is_field_word(np.last()) || np.counts())
    };
    let sure = parts.iter().all(|n| any(toks, *n, &["the"])) || parts.iter().any(field);
    if parts.len() >= 2 && sure && (verb..end).any(|n| any(toks, n, &["and"])) {
        "has".clone_into(&mut toks[verb].low);
        toks[verb].content |= toks[verb + 1..first].iter().any(|tok| tok.content);
        let end = toks[first - 1].end;
        toks[verb].end = end;
        toks.drain(verb + 1..first);
    }
}

/// `Pickers are seasonal workers with a name`, `A rower is a member of the club who has a name`: what they are besides
/// is nothing that is kept.
fn of_a_sort(toks: &mut Vec<Tok>) {
    let start = eat_first(toks, 0, &["a|an|each|every|the|all|our"]).unwrap_or(0);
    let Some(verb) = (start + 1..toks.len().min(start + 3)).find(|n| any(toks, *n, &["are", "is"])) else {
        return;
    };
    if !(start..verb).all(|n| plain_word(toks, n)) {
        return;
    }
    let many = toks[verb].is("are");
    let sort = match many {
        true => verb + 1,
        false => match eat_first(toks, verb + 1, &["a|an"]) {
            Some(next) => next,
            None => return,
        },
    };
    let end = (sort..toks.len().min(sort + 4)).find(|n| !plain_word(toks, *n)).unwrap_or(toks.len());
    let noun = end > sort
        && words::is_plural(low(toks, end - 1)) == many
        && !super::super::is_past(low(toks, end - 1));
    let made = eat_first(
        toks,
        end,
        &["with a|an|the|their|first|name|names", "who|that|which have|has a|an|the|their|first|name"],
    );
    if noun && made.is_some() {
        let has = any(toks, end, &["who", "that", "which"]);
        toks[verb - 1].end = toks[end - 1].end;
        toks.drain(verb..if has { end + 1 } else { end });
    }
}

/// `… bring an object: it has a brand`: said of what was named last.
fn it_has(toks: &mut Vec<Tok>) {
    let mut at = 2;
    while at + 2 < toks.len() {
        let has = toks[at].is(":") && eat_first(toks, at + 1, &["it|they|he|she|each has|have"]).is_some();
        if has
            && plain_word(toks, at - 1)
            && any(toks, at - 2, &["a", "an", "the", "one", "each", "their", "his"])
        {
            ";".clone_into(&mut toks[at].low);
            let name = Tok {
                start: toks[at + 1].start,
                end: toks[at + 1].end,
                content: false,
                ..toks[at - 1].clone()
            };
            toks[at + 1] = name;
            "has".clone_into(&mut toks[at + 2].low);
            let place = toks[at].end;
            toks.insert(at + 1, Tok::added("an", place));
        }
        at += 1;
    }
}

/// `Each try is logged as an attempt of the job: attempted at, …`: an attempt has those, and is of one job.
fn kept_as(toks: &mut Vec<Tok>) {
    const KEPT: &[&str] = &[
        "is|are|gets|get also? logged|recorded|stored|saved|kept|noted|tracked|written down? as|in a|an|one",
    ];
    let Some(start) = eat_first(toks, 0, &["each|every|a|an|all the?"]) else { return };
    let Some(verb) = (start + 1..toks.len().min(start + 3)).find(|n| eat_first(toks, *n, KEPT).is_some())
    else {
        return;
    };
    let Some(name) = eat_first(toks, verb, KEPT) else { return };
    let Some(colon) = (name + 1..toks.len().min(name + 7)).find(|n| any(toks, *n, &[":", "—"])) else {
        return;
    };
    if !(start..verb).all(|n| plain_word(toks, n)) || !toks.iter().skip(colon).any(|tok| tok.is(",")) {
        return;
    }
    let of =
        (name + 1..colon).find(|n| eat_first(toks, *n, &["of|for|on|in|to the|a|an|its|one|each"]).is_some());
    let whole = (name..of.unwrap_or(colon)).all(|n| plain_word(toks, n))
        && of.is_none_or(|n| n + 2 < colon && (n + 2..colon).all(|n| plain_word(toks, n)));
    if !whole {
        return;
    }
    if let Some(of) = of {
        let place = toks[of].start;
        "one".clone_into(&mut toks[of + 1].low);
        toks.insert(of, Tok::added("is", place));
    }
    let (from, to) = (toks[0].start, toks[name - 1].end);
    let lead = Tok { end: to, content: true, ..Tok::added(if of.is_some() { "each" } else { "the" }, from) };
    toks.splice(0..name, of.map(|_| lead.clone()));
    if of.is_none() {
        toks[0].start = from;
    }
}

/// `It hangs in a cupboard`: what was spoken of is there.
fn it_stands_in(toks: &mut [Tok]) {
    let placed = eat_first(toks, 2, &["in|on|at|under|inside a|an|one|exactly"]).is_some();
    let acts = plain_word(toks, 1) && low(toks, 1).len() > 3 && low(toks, 1).ends_with('s');
    if any(toks, 0, &["it"]) && acts && placed {
        "is".clone_into(&mut toks[1].low);
    }
}

/// `a tradition (name + country)`: a sign between names divides them.
fn added_up(toks: &mut [Tok]) {
    for at in 1..toks.len().saturating_sub(1) {
        if !toks[at].is("+") || !plain_word(toks, at - 1) || !plain_word(toks, at + 1) {
            continue;
        }
        let begins = (0..at).rev().find(|n| !toks[*n].word && !any(toks, *n, &["+", ","]));
        if begins.is_some_and(|n| any(toks, n, &["(", ":"])) && toks[at - 1].end < toks[at].start {
            ",".clone_into(&mut toks[at].low);
        }
    }
}

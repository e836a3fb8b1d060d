//! The words that lives are told in: what a state looks like, which verbs move a record, and which lead aside.

use super::super::{
    clause::past_verb,
    cursor::{any, eat_first, low},
    lexicon::{Form, lexicon},
    modifier::points,
    phrasal,
    token::Tok,
};
use crate::{assemble::permits::ops_of, words};

/// Verbs that say where a thing is put rather than what is done to it: the state has the name.
const MOVES: &str =
    "move set put change turn switch bring send mark flag declare label report make take tick go return";

/// Verbs by which a thing leaves its way, each of them another turn beside the one that leads on.
const ASIDE: &str = "reject decline refuse deny cancel withdraw revoke dismiss void abort call_off annul turn_down \
    send_back bounce dispute contest drop skip suspend veto postpone";

/// Deeds that leave a thing as it was, whatever is said beside them.
const PLAIN: &str = "list display rank paginate arrange consider ignore exclude regard treat exempt see view rate review comment like export download share filter search own visit contact notify email \
    follow favourite favorite watch sort tag attach keep have be do want need get let give show find know \
    belong contain include describe call name ask help work become say tell come go happen join leave \
    enter offer provide support allow require handle track store stay remain love hate try carry perform \
    conduct wear eat count weigh measure appear live teach enrol enroll attend manage organise organize \
    link refer exceed overlap depend relate mean consist cover concern cost last fit match identify \
    represent speak look serve supply produce calculate compute generate group order_by live sit stand \
    hang lie use_up look_up set_up back_up";

/// Deeds of every day that move a thing only where the text says from where, or what it is then.
const HABITS: &str = "use print photograph borrow buy sell order rent lend donate vote play run plan write read pay scan \
    choose pick select assign bring build lose book register request note record hold wash clean cook \
    make fill";

/// Whether a verb means a turn beside the way.
pub(super) fn leads_aside(verb: &str) -> bool {
    is_in(ASIDE, verb)
}

/// Whether a verb moves a record from wherever it stands, as far as its meaning goes.
pub(super) fn from_anywhere(verb: &str) -> bool {
    matches!(verb, "cancel" | "withdraw" | "void" | "abort" | "call_off" | "archive" | "annul")
}

/// Whether such a deed leaves a record in another state, wherever it is told.
pub(super) fn ends_in_a_state(verb: &str) -> bool {
    const LIFE: &str = "accept approve confirm complete finish close reopen resolve publish archive sign_off check_in deliver \
    ship retire escalate start settle acknowledge activate deactivate pause resume release fulfil \
    dispatch";
    is_in(LIFE, verb) || leads_aside(verb)
}

/// Whether such a deed makes a record rather than moving one that is there: a flight that is filed begins so.
pub(super) fn makes(verb: &str) -> bool {
    const MAKE: &str = "file submit draft enter register place request propose report announce offer order book plan schedule \
    log record nominate reserve raise lodge post apply hand_in send_in";
    is_in(MAKE, verb)
}

/// Whether the verb may move a record though no state by its name was told.
pub(super) fn may_move(verb: &str) -> bool {
    let base = phrasal::parts(verb).map_or(verb, |(base, _)| base);
    let two = base != verb && !is_in(PLAIN, verb) && ops_of(verb).is_none();
    two || ops_of(verb).is_none() && !is_in(PLAIN, base) && !is_in(HABITS, base) && !is_in(MOVES, base)
}

/// Whether such a deed leaves a thing as it was, whatever is said beside it: "listed newest first".
pub(super) fn leaves_alone(verb: &str) -> bool {
    is_in(PLAIN, verb)
}

/// Whether it is done every day and moves a thing only where the text says so.
pub(super) fn is_habit(verb: &str) -> bool {
    is_in(HABITS, verb)
}

/// Whether it moves one where the text says from where.
pub(super) fn may_move_from_there(verb: &str) -> bool {
    may_move(verb) || ops_of(verb).is_none() && is_in(HABITS, verb)
}

/// `approve`, `hands out`, `strip`: the verb, the index behind it, and whether the lists know it.
pub(super) fn verb_at(toks: &[Tok], at: usize) -> Option<(String, usize, bool)> {
    let tok = toks.get(at).filter(|tok| tok.word && !tok.quoted && !tok.possessive)?;
    let known = match lexicon().verb(&tok.low) {
        Some((base, Form::Base | Form::Third)) => Some(base.to_owned()),
        Some(_) => return None,
        None => None,
    };
    let sure = known.is_some();
    let verb = match known {
        Some(verb) => verb,
        None if words::stop::is_stop(&tok.low) || tok.is_number() || tok.low.len() < 3 => return None,
        None if super::super::cursor::REFUSING.contains(&tok.low.as_str()) => return None,
        None if lexicon().roles.contains(&words::singular(&tok.low)) || tok.person => return None,
        None => base_of(&tok.low)?,
    };
    Some(with_particle(toks, at, verb)).map(|(verb, end)| (verb, end, sure))
}

/// The verb with the small word right behind it.
pub(super) fn with_particle(toks: &[Tok], at: usize, verb: String) -> (String, usize) {
    // "check-in"
    let next = if any(toks, at + 1, &["-"]) { at + 2 } else { at + 1 };
    let behind = toks.get(next + 1).map(|tok| tok.low.as_str());
    match toks.get(next).filter(|tok| phrasal::belongs(&verb, &tok.low, behind)) {
        Some(tok) => (format!("{verb}_{}", tok.low), next + 1),
        None => (verb, at + 1),
    }
}

/// `strips` → `strip`, `catches` → `catch`; a base stays as it is.
fn base_of(word: &str) -> Option<String> {
    if !word.bytes().all(|b| b.is_ascii_alphabetic()) || word.ends_with("ed") || word.ends_with("ing") {
        return None;
    }
    let base = match word {
        _ if word.ends_with("ies") => format!("{}y", word.strip_suffix("ies")?),
        _ if ["ches", "shes", "sses", "xes"].iter().any(|end| word.ends_with(end)) => {
            word.strip_suffix("es")?.to_owned()
        }
        _ if word.ends_with('s') && !word.ends_with("ss") => word.strip_suffix('s')?.to_owned(),
        _ => word.to_owned(),
    };
    Some(base)
}

/// `checking in`, `completing`: the verb and the index behind it.
pub(super) fn gerund_at(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let tok = toks.get(at).filter(|tok| tok.word)?;
    let verb = match lexicon().verb(&tok.low) {
        Some((base, Form::Gerund)) => base.to_owned(),
        Some(_) => return None,
        None => {
            let stem = tok.low.strip_suffix("ing").filter(|stem| stem.len() > 2)?;
            past_verb(&[Tok { low: format!("{stem}ed"), ..tok.clone() }], 0)?
        }
    };
    Some(with_particle(toks, at, verb))
}

/// `accepted`, `handed out`: the verb, the words of the state, and the index behind them.
pub(super) fn done_at(toks: &[Tok], at: usize) -> Option<(String, String, usize)> {
    // "shall be cancellable by the director"
    if let Some(stem) = toks.get(at).and_then(|tok| tok.low.strip_suffix("able")) {
        let undoubled = stem.get(..stem.len().saturating_sub(1)).unwrap_or_default();
        let verb =
            [stem.to_owned(), format!("{stem}e"), undoubled.to_owned()].into_iter().find_map(|word| {
                lexicon().verb(&word).filter(|(_, form)| *form == Form::Base).map(|(base, _)| base.to_owned())
            })?;
        let said = lexicon().past_of(&verb);
        return Some((verb, said, at + 1));
    }
    let verb = past_verb(toks, at)?;
    let word = low(toks, at).to_owned();
    let (verb, end) = with_particle(toks, at, verb);
    let state = match phrasal::parts(&verb) {
        Some((_, small)) => format!("{word} {small}"),
        None => word,
    };
    Some((verb, state, end))
}

/// Small words that a state of several words may begin with: `in store`, `not picked up`.
const LEADS: &str = "in on under out not no at off up down un half fully";

/// Words before which a state is over, whatever they belong to.
const ENDS: &str = "and or but then by when once if after as until while from to again for before unless because so which \
    that who with it they is are can may must first initially only where at into later afterwards \
    otherwise too also now the a an be gets get becomes become goes go has have was its their this will \
    shall should of via through";

/// One state: `accepted`, `in progress`, `no-show`, `checked in`. At most three words.
pub(super) fn state(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let start = eat_first(toks, at, &["a|an|the? status|state|stage :?", "a|an|the"]).unwrap_or(at);
    let mut found: Vec<&str> = Vec::new();
    let mut end = start;
    while let Some(tok) = toks.get(end) {
        let leads = found.is_empty() && is_in(LEADS, tok.low.as_str());
        if tok.is("-") && end > start && toks.get(end + 1).is_some_and(|next| next.word && next.glued) {
            end += 1;
            continue;
        }
        // "send a report that was handed in back to draft": the way, and no word of the state.
        if tok.is("back") && any(toks, end + 1, &["to", "into", "in"]) {
            break;
        }
        if !tok.word || !leads && (is_in(ENDS, tok.low.as_str()) && !of_a_pair(toks, end, start)) {
            break;
        }
        let bound = matches!(tok.low.as_str(), "default" | "optional" | "unique" | "required");
        if bound || points(tok) || tok.is_number() || found.len() == 3 {
            return None;
        }
        found.push(&tok.low);
        end += 1;
    }
    let lone = matches!(found.as_slice(), [word] if is_in(LEADS, word) && !matches!(*word, "out" | "off" | "up" | "down"));
    let end = eat_first(toks, end, &["status|state"]).unwrap_or(end);
    (!found.is_empty() && !lone).then(|| (found.join(" "), end))
}

/// "signed off", "at sea": the small word is of the state.
fn of_a_pair(toks: &[Tok], at: usize, start: usize) -> bool {
    at > start
        && past_verb(toks, at - 1).is_some_and(|verb| {
            phrasal::belongs(&verb, low(toks, at), toks.get(at + 1).map(|tok| tok.low.as_str()))
        })
}

/// Several states, the last after `or` (or `and` where `all`): the states and the index behind them.
pub(super) fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let (first, mut end) = state(toks, at)?;
    let mut found = vec![first];
    loop {
        let next = eat_first(toks, end, &[", or", "or", "/", "|", ",", "and", ", and"]);
        let Some((more, after)) = next.and_then(|n| state(toks, n)) else { break };
        found.push(more);
        end = after;
    }
    Some((found, end))
}

/// Whether such a word tells where a record stands, by its form alone.
pub(super) fn looks_like_a_state(said: &str) -> bool {
    let mut words_of = said.split([' ', '_', '-']);
    let (first, last) =
        (words_of.next().unwrap_or_default(), said.rsplit([' ', '_', '-']).next().unwrap_or_default());
    const HOW_MANY: &str = "many most some all each several one two three any every no more other its their the same different \
    this that which general order addition case fact total";
    if said
        .split([' ', '_', '-'])
        .any(|word| is_in(HOW_MANY, word) && word != "no" || word.bytes().all(|b| b.is_ascii_digit()))
    {
        return false;
    }
    let two = first != last && is_in(LEADS, first);
    const PLAIN_STATES: &str = "active open pending scheduled planned paid unpaid overdue waiting running free public private new \
    missing ready live";
    two || lexicon().names_a_state(first)
        || lexicon().names_a_state(last)
        || is_in(PLAIN_STATES, said)
        || first.len() > 4 && first.ends_with("ed")
        || past_verb(&[Tok::added(first, 0)], 0).is_some()
}

/// "in production" is what somebody produces, "under review" what somebody reviews: the state has the noun of the verb.
pub(crate) fn under_way(verb: &str, state: &str) -> bool {
    const ENDS: &[&str] = &["", "tion", "ion", "sis", "is", "ment", "al", "ance", "ence", "ure", "y", "e"];
    let Some((lead, noun)) = state.split_once(['_', ' ', '-']) else { return false };
    if !matches!(lead, "in" | "on" | "under" | "at") || noun.contains(['_', ' ', '-']) {
        return false;
    }
    let same = verb.bytes().zip(noun.bytes()).take_while(|(one, other)| one == other).count();
    let rest = noun.get(same..).unwrap_or_default();
    same >= 3 && same + 1 >= verb.len() && (ENDS.contains(&rest) || rest.len() <= 4 && rest.ends_with("ing"))
}

/// The deed that such a one takes back, where it has no name of its own for it.
pub(crate) fn undone_by(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "resume" | "continue" => "pause",
        "reinstate" => "suspend",
        "restore" => "archive",
        "reactivate" => "deactivate",
        _ => return None,
    })
}

/// Whether such a deed holds a record up or lets it go on, wherever it stands: no turn of its way.
pub(super) fn holds_up(verb: &str) -> bool {
    let base = verb.strip_prefix("un").unwrap_or(verb);
    undone_by(verb).is_some()
        || matches!(
            base,
            "pause"
                | "suspend"
                | "lock"
                | "block"
                | "freeze"
                | "extend"
                | "escalate"
                | "assign"
                | "pin"
                | "stop"
        )
}

/// Whether by such a deed somebody lets go of what they were still at: a draft is submitted.
pub(super) fn hands_in(verb: &str) -> bool {
    matches!(
        verb,
        "submit" | "hand_in" | "send_in" | "turn_in" | "send_off" | "file" | "lodge" | "propose" | "post"
    )
}

/// Whether whoever made it is still at it: nobody else has seen it yet.
pub(super) fn still_at_it(state: &str) -> bool {
    const AT_IT: &str = "draft drafted new incomplete started begun created prepared unsubmitted unsent";
    is_in(AT_IT, state)
        || under_way("prepare", state)
        || matches!(state, "in progress" | "in work" | "in the making")
}

/// The base and the bend of states: whether the state is what the verb leads to.
pub(super) fn named_by(verb: &str, state: &str) -> bool {
    if under_way(verb, state) {
        return true;
    }
    let plain = state.replace([' ', '-'], "_");
    let (base, small) = phrasal::parts(verb).map_or((verb, None), |(base, small)| (base, Some(small)));
    let (head, tail) =
        phrasal::parts(&plain).map_or((plain.as_str(), None), |(head, tail)| (head, Some(tail)));
    let gerund = || lexicon().verb(head).is_some_and(|(known, form)| known == base && form == Form::Gerund);
    let past = past_verb(&[Tok::added(head, 0)], 0).is_some_and(|known| known == base);
    // "sown", of a verb that no list has
    let strong =
        || head.strip_suffix('n').is_some_and(|stem| stem == base || stem.strip_suffix('e') == Some(base));
    // "aged" is too short to be taken for a participle by itself.
    let weak =
        || head.strip_suffix('d').is_some_and(|stem| stem == base || stem.strip_suffix('e') == Some(base));
    small == tail && (past || gerund() || head == base || strong() || weak())
        || small.is_some() && tail.is_none() && past
}

/// The state by the name of a verb that no text names.
pub(super) fn past_of(verb: &str) -> String {
    lexicon().past_of(verb)
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

/// Whether the verb says where a thing is put rather than what is done to it.
pub(super) fn moves(verb: &str) -> bool {
    is_in(MOVES, verb)
}

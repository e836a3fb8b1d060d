//! Who may do what. A plain "users can create tasks" is a capability; it becomes a permission
//! only where the text has accounts at all.

use domain::{
    Origin,
    spec::{Effect, Permission},
};

use super::{
    draft::{Draft, Sentence, Target, many_to_one},
    reach, states,
};
use crate::{
    english::evidence::{Act, Fact, Np, Who},
    words,
};

pub const ALL: [&str; 5] = ["create", "read", "list", "update", "delete"];

/// The operations that a verb of English means.
pub fn ops_of(verb: &str) -> Option<&'static [&'static str]> {
    Some(match verb {
        "create" | "add" | "post" | "submit" | "make" | "insert" | "upload" | "enter" | "record"
        | "place" | "open" | "report" | "log" | "import" | "save" | "store" | "write" | "file" | "draft"
        | "define" | "send_in" | "put_in" | "type_in" | "key_in" => &["create"],
        "view" | "see" | "read" | "browse" | "look" | "get" | "retrieve" | "access" | "fetch" | "show"
        | "display" | "check" | "watch" | "find" => &["read", "list"],
        "list" | "search" => &["list"],
        "update" | "edit" | "change" | "modify" | "rename" | "adjust" | "correct" | "alter" | "amend"
        | "revise" => &["update"],
        "delete" | "remove" | "destroy" | "erase" => &["delete"],
        "touch" => &["create", "update", "delete"],
        "manage" | "administer" | "maintain" | "administrate" | "handle" | "organise" | "organize"
        | "control" => &ALL,
        "track" => &ALL,
        _ => return None,
    })
}

/// The thing that is meant where people are told by a state of theirs, and accounts have no such role.
fn in_a_state(draft: &Draft, who: &Who) -> Option<String> {
    let Who::Role(role) = who else { return None };
    let (state, head) = role.split_once(['_', ' '])?;
    let known = draft.roles.contains(role)
        || draft.roles.iter().any(|role| role == head)
        || draft.told_roles.contains(head);
    let lexicon = crate::english::lexicon::lexicon();
    let entity = draft.resolve_key(&head.replace('_', " ")).filter(|name| !known && name != "User")?;
    let told =
        lexicon.is_state(state) || lexicon.adjectives.contains(state) || draft.has_value(&entity, state);
    told.then_some(entity)
}

/// "can't change anything", "may not manage members": nothing is said of looking.
fn changing<'a>(sentence: &Sentence, act: &'a Act, deny: bool) -> &'a str {
    let all = sentence.toks.get(act.toks.start).is_some_and(|tok| {
        matches!(
            tok.low.as_str(),
            "do" | "perform" | "have" | "get" | "anything" | "everything" | "all" | "access"
        )
    });
    let managed = matches!(ops_of(&act.verb), Some(ops) if ops.len() == ALL.len());
    if deny && managed && !all { "touch" } else { &act.verb }
}

/// Verbs that make a thing of another name.
pub fn made_by(verb: &str) -> &'static [&'static str] {
    match verb {
        "borrow" | "checkout" | "lend" => &["loan", "borrowing", "checkout"],
        "book" | "reserve" | "schedule" => &["booking", "reservation", "appointment", "rental"],
        "order" | "buy" | "purchase" => &["order", "purchase"],
        "rent" => &["rental", "booking", "reservation", "loan"],
        "rate" => &["rating", "review"],
        "review" => &["review", "rating"],
        "comment" | "reply" => &["comment", "reply"],
        "enrol" | "enroll" | "register" | "join" | "subscribe" | "attend" | "sign" | "register_account" => &[
            "enrollment",
            "enrolment",
            "registration",
            "membership",
            "subscription",
            "attendance",
            "signup",
            "participation",
            "booking",
        ],
        "vote" => &["vote"],
        "apply" => &["application"],
        "pay" => &["payment"],
        "like" => &["like"],
        "donate" => &["donation"],
        "message" | "send" => &["message"],
        _ => &[],
    }
}

/// "An API with accounts. An account has a balance.": the record that such words mean, where one is described.
pub fn records(draft: &Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) -> Option<String> {
    let words = sentence.toks.get(toks.clone())?;
    // "a running session", where sessions are kept: nothing that anybody logs in by.
    let held =
        words.iter().filter(|tok| tok.content).all(|tok| matches!(tok.low.as_str(), "session" | "sessions"));
    if let Some(entity) = draft.resolve_key("session").filter(|_| held) {
        return Some(entity);
    }
    let bare = words.iter().any(|tok| tok.is("accounts"));
    draft.resolve_key("account").filter(|_| bare)
}

/// Whether any sentence speaks of accounts in a way that plain capabilities do not.
pub fn wants_accounts(draft: &Draft, sentences: &[Sentence]) -> bool {
    let facts = sentences.iter().flat_map(|sentence| sentence.facts.iter().map(move |fact| (sentence, fact)));
    // "As a clerk I want to keep containers": whoever wants it need not log in for it.
    let story = |sentence: &Sentence, fact: &Fact| {
        let first = sentence.toks.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).next();
        matches!(fact, Fact::Likely(_)) && first == Some("as")
    };
    let mut facts = facts.into_iter().filter(|(sentence, fact)| !story(sentence, fact));
    facts.any(|(sentence, fact)| match fact.said() {
        Fact::Auth { scheme, toks } => *scheme != Some("none") && records(draft, sentence, toks).is_none(),
        // People that are kept are no accounts because a sentence spoke of them.
        Fact::Roles { names, toks } => {
            !toks.is_empty() || names.iter().any(|role| draft.resolve_key(&role.replace('_', " ")).is_none())
        }
        Fact::FirstRole { .. } => true,
        Fact::Permit { who, own, only, objects, acts, deny, .. } => {
            // "Nurses may create and delete rooms", where nurses are kept: a right, and nothing that they are made of.
            let rights = !deny
                && objects.iter().any(|np| draft.resolve(np).is_some())
                && acts
                    .iter()
                    .any(|act| matches!(act.verb.as_str(), "delete" | "remove" | "manage" | "administer"));
            let described = |role: &str| draft.resolve_key(&role.replace('_', " ")).is_some();
            let named = who.iter().any(|(who, _)| match who {
                Who::Role(role) => !described(role) || *only || rights,
                Who::Holder(_) => true,
                Who::Public | Who::User => false,
            });
            let own_things = (*own || objects.iter().any(|np| np.own))
                && who.iter().any(|(who, _)| !matches!(who, Who::Public));
            // "Visitors may only read": for the rest somebody logs in.
            let logged_in = *only && who.iter().any(|(who, _)| matches!(who, Who::User | Who::Public));
            named || own_things || logged_in
        }
        Fact::Transition { by, .. } => by.iter().any(|(who, _)| !matches!(who, Who::Public)),
        _ => false,
    })
}

/// Applies one statement; answers whether its words found a place.
#[expect(clippy::too_many_arguments, reason = "one clause, read in one go")]
pub fn permit(
    draft: &mut Draft,
    sentence: &Sentence,
    who: &[(Who, std::ops::Range<usize>)],
    acts: &[Act],
    objects: &[Np],
    own: bool,
    only: bool,
    deny: bool,
    toks: &std::ops::Range<usize>,
) -> bool {
    // "locked pages can only be edited by admins": a right to some of the rows is no right to all.
    let called_off = |act: &Act, np: &Np| {
        is_recall(&act.verb) && draft.resolve(np).is_some_and(|entity| calls_off(draft, &entity, &act.verb))
    };
    // "Clerks submit draft claims", where claims are submitted then: a step, and no record made.
    let moves = |act: &Act, np: &Np| {
        let step = |entity: String| states::verb_of(draft, &entity, &act.verb);
        reach::hands_over(&act.verb) && draft.resolve(np).and_then(step).is_some()
    };
    let bounded = |np: &&Np| {
        let rows = |act: &Act| (ops_of(&act.verb).is_some() || called_off(act, np)) && !moves(act, np);
        acts.iter().any(rows) && some_rows(draft, np)
    };
    if objects.iter().find(bounded).is_some() {
        super::rules::text_only(draft, sentence, toks, objects.iter().find_map(|np| draft.resolve(np)));
        return true;
    }
    // "Inactive pickers can't get new pickings": records in a state, and nobody who logs in.
    if let Some(entity) = who.iter().find_map(|(who, _)| in_a_state(draft, who)) {
        super::rules::text_only(draft, sentence, toks, Some(entity));
        return true;
    }
    // A role is one, whatever becomes of what it may do.
    for (who, _) in who.iter().filter(|_| draft.needs_accounts) {
        if let Who::Role(role) = who
            && !draft.roles.contains(role)
        {
            draft.roles.push(role.clone());
        }
    }
    // "see the visits of their own ward": theirs by what no key says.
    if own && reach::unreached(draft, who, objects) {
        super::rules::text_only(draft, sentence, toks, objects.iter().find_map(|np| draft.resolve(np)));
        return true;
    }
    let mut entities: Vec<Option<String>> =
        objects.iter().filter_map(|np| draft.resolve(np)).map(Some).collect();
    // "Users only see what they created": of every thing.
    let whole = objects.iter().all(|np| np.key() == "everything") && !objects.is_empty();
    if whole {
        entities = vec![None];
    }
    if acts.iter().all(|act| matches!(act.verb.as_str(), "assign" | "reassign" | "allocate"))
        && !acts.is_empty()
        && let Some(holder) = reach::holding(draft, objects, &entities)
    {
        match holder {
            Some(holder) => entities = vec![Some(holder)],
            None => return false,
        }
    }
    let unknown = !objects.is_empty() && entities.is_empty();
    let them = names_them(sentence, toks);
    if objects.is_empty() {
        // "can approve or pay", "sees only his own": the thing spoken of.
        let moves = acts.iter().all(|act| ops_of(&act.verb).is_none());
        let last = || last_named(draft, sentence, toks);
        let spoken = if them { last().or_else(|| draft.current.clone()) } else { draft.current.clone() };
        // "Granting is up to the director", behind a sentence about something else: of the one thing that it moves.
        let takes = |name: &String| acts.iter().all(|act| states::verb_of(draft, name, &act.verb).is_some());
        let moved = || {
            let mut found = draft.entities.keys().filter(|name| takes(name));
            found.next().filter(|_| found.next().is_none()).cloned()
        };
        let spoken = match spoken {
            Some(name) if moves && !them && !takes(&name) => moved().or(Some(name)),
            spoken => spoken,
        };
        // "cannot upload" names nothing that could be denied.
        let vague = deny
            && draft.entities.len() > 1
            && acts.iter().all(|act| ops_of(&act.verb) == Some(&["create"]) && act.verb != "create");
        if vague {
            return false;
        }
        // Words right behind the last deed that nothing read say what it is done to: not to everything.
        let cut = acts.last().is_some_and(|act| act.toks.end == toks.end)
            && sentence.toks.get(toks.end).is_some_and(|tok| tok.word && !tok.is("and"));
        let several = both(draft, sentence, toks);
        if several.len() > 1 {
            entities.extend(several.into_iter().map(Some));
        } else {
            entities.push(if them || own || moves || cut { spoken } else { None });
        }
    }
    let mut ops: Vec<String> = Vec::new();
    let mut left = Vec::new();
    // "The secretary registers courts": what is entered, and nobody's booking of it.
    let entered = |act: &Act, entities: &[Option<String>]| {
        act.verb == "register" && entities.iter().flatten().next().is_some() && reach::direct(sentence, act)
    };
    for act in acts {
        // "must not review their own places": no right to all reviews.
        if deny && own && !made_by(&act.verb).is_empty() {
            left.push(act);
            continue;
        }
        if let Some(made) = made_by(&act.verb).iter().find_map(|key| draft.resolve_key(key))
            && (ops_of(&act.verb).is_none() || unknown || entities.first() != Some(&Some(made.clone())))
            && !entered(act, &entities)
        {
            // Whoever makes a thing makes it for themselves: there is nothing yet that is theirs.
            let own = own && deny;
            grant(draft, sentence, who, vec!["create".to_owned()], Some(made), own, only, deny, toks);
            personal(draft);
            continue;
        }
        let entity = entities.iter().flatten().next().cloned();
        // "it is a draft, then the client submits it": it is there already, and no other is made.
        let there = objects.is_empty() && reach::says_it(sentence, toks);
        if there && ops_of(&act.verb) == Some(&["create"]) && reach::hands_over(&act.verb) {
            let moves = entity.as_deref().and_then(|entity| states::verb_of(draft, entity, &act.verb));
            match moves {
                Some(verb) => ops.push(verb),
                None => left.push(act),
            }
            continue;
        }
        // "see visits", where a visit may be seen: who looks at it does not move it.
        let looks = matches!(act.verb.as_str(), "see" | "view" | "read" | "list" | "browse" | "look");
        let moved = || entity.as_deref().and_then(|entity| states::verb_of(draft, entity, &act.verb));
        // "submit only their own applications", where they can be submitted: what is theirs is there already.
        let theirs = own && reach::hands_over(&act.verb);
        let leads = || theirs && entity.as_deref().is_some_and(|name| states::leads(draft, name, &act.verb));
        if let Some(verb) = (!looks).then(moved).flatten() {
            ops.push(verb);
        } else if leads() {
            ops.push(act.verb.clone());
        } else if act.verb == "open"
            && entity.as_deref().is_some_and(|entity| !reach::made_by_opening(draft, entity))
        {
            left.push(act);
        } else if let Some(found) = ops_of(changing(sentence, act, deny)) {
            found.iter().for_each(|op| {
                if !ops.iter().any(|o| o == op) {
                    ops.push((*op).to_owned())
                }
            });
        } else if let Some(made) = thing_of_verb(draft, &act.verb).filter(|made| {
            let makes = made_by(&act.verb).len() + act.verb.len() > 3 && entity.as_ref() != Some(made);
            !deny && makes && !entered(act, &entities)
        }) {
            // "may vote", "sign petitions": what they make by it.
            grant(draft, sentence, who, vec!["create".to_owned()], Some(made), own, only, deny, toks);
            personal(draft);
        } else if entity.as_deref().is_some_and(|entity| calls_off(draft, entity, &act.verb)) {
            ops.push("delete".to_owned());
            let name = entity.as_deref().unwrap_or_default();
            draft.assume(
                format!(
                    "whoever may {} {} may delete it: it has no status to keep",
                    act.verb,
                    domain::requirement::with_article(name)
                ),
                None,
                &["a status that it gets"],
            );
        } else if entity.is_some()
            && (matches!(
                act.verb.as_str(),
                "apply"
                    | "request"
                    | "schedule"
                    | "announce"
                    | "start"
                    | "plan"
                    | "give"
                    | "hand_in"
                    | "hand_out"
            ) || act.verb == "register" && reach::direct(sentence, act))
        {
            ops.push("create".to_owned());
        } else if entity.is_some()
            && matches!(act.verb.as_str(), "assign" | "allocate" | "distribute" | "hand" | "reassign")
        {
            // Whose a thing is, is changed where it is kept.
            ops.push("update".to_owned());
        } else {
            left.push(act);
        }
    }
    if ops.is_empty() {
        return left.is_empty() && !acts.is_empty();
    }
    if unknown {
        return false;
    }
    // "write" is read as making; the word itself tells whose the thing is then.
    let said = |act: &Act| {
        let word = sentence.toks.get(act.toks.start).map(|tok| tok.low.as_str()).unwrap_or_default();
        is_personal(&act.verb)
            || crate::english::lexicon::lexicon().verb(word).is_some_and(|(verb, _)| is_personal(verb))
    };
    let mine = acts.iter().all(said) && ops == ["create"] && !deny;
    let told: Vec<String> = entities.iter().flatten().cloned().collect();
    for entity in entities {
        let own = own || objects.iter().any(|np| np.own);
        // "… or its episodes": theirs by what they belong to.
        let of = |np: &&Np| np.of.is_some() && draft.resolve(np) == entity;
        let of_parent = own && objects.iter().any(|np| of(&np));
        if let (Some(entity), Some(np)) = (&entity, objects.iter().find(of))
            && let Some(parent) = np.of.as_deref().and_then(|of| draft.resolve_key(of))
        {
            draft.own_of.insert(entity.clone(), parent);
        }
        let before = draft.permissions.len();
        grant(draft, sentence, who, ops.clone(), entity, own, only, deny, toks);
        if mine {
            personal(draft);
        }
        for permission in draft.permissions.iter_mut().skip(before).filter(|_| of_parent) {
            permission.rule = Some(super::owners::OF_PARENT.to_owned());
        }
    }
    reach::give_back(draft, sentence, objects, &told);
    true
}

/// The rules of a right to do a thing that makes a record of one's own: `rate episodes`, `post animals`.
const DEED: &str = "G6.deed";
const ONLY_DEED: &str = "G6.only-deed";
/// "Customers can only submit claims": a deed of theirs, and no other.
const DEED_SO: &str = "G6.deed-only-so";

/// Makes the last right one to a deed.
pub fn personal(draft: &mut Draft) {
    if let Some(permission) = draft.permissions.last_mut().filter(|p| p.effect == Effect::Allow) {
        let rule = match (is_only(permission), is_bounded(permission)) {
            (true, _) => ONLY_DEED,
            (false, true) => DEED_SO,
            (false, false) => DEED,
        };
        permission.rule = Some(rule.to_owned());
    }
}

/// "Admins may only see pages" bounds what they do, "only admins may see pages" who does it.
fn bounds_deeds(
    sentence: &Sentence,
    who: &[(Who, std::ops::Range<usize>)],
    toks: &std::ops::Range<usize>,
) -> bool {
    let only = |n: &usize| {
        sentence.toks.get(*n).is_some_and(|tok| matches!(tok.low.as_str(), "only" | "just" | "nothing"))
    };
    // "delete by the head only": behind the people, who did so stands before them.
    let led = who.iter().any(|(_, at)| {
        let before = |n: usize| at.start.checked_sub(n).and_then(|n| sentence.toks.get(n));
        let leads = |n: usize| before(n).is_some_and(|tok| matches!(tok.low.as_str(), "by" | "for" | "to"));
        at.start > toks.start && (leads(1) || leads(2))
    });
    if led {
        return false;
    }
    let behind = who.iter().map(|(_, at)| at.end).max().unwrap_or(toks.start).max(toks.start);
    !(toks.start..behind).any(|n| only(&n)) && (behind..toks.end).any(|n| only(&n))
}

/// The rule of a right that says what somebody may do and no more.
const ONLY_SO: &str = "G6.only-so";

/// Whether the text says that nobody else may.
pub fn is_only(permission: &Permission) -> bool {
    matches!(permission.rule.as_deref(), Some("G6.only-role" | ONLY_DEED))
}

/// Whether what is made is the maker's own, as the verb tells.
pub fn is_deed(permission: &Permission) -> bool {
    matches!(permission.rule.as_deref(), Some(DEED | ONLY_DEED | DEED_SO))
}

/// Whether the text says that they may do no more than this.
pub fn is_bounded(permission: &Permission) -> bool {
    matches!(permission.rule.as_deref(), Some(ONLY_SO | DEED_SO))
}

/// Verbs of people who make something of their own, rather than of those who keep records.
fn is_personal(verb: &str) -> bool {
    matches!(
        verb,
        "post"
            | "write"
            | "submit"
            | "upload"
            | "report"
            | "place"
            | "open"
            | "file"
            | "draft"
            | "apply"
            | "request"
    )
}

/// The thing that `them` or `it` stands for, where the words hold one.
pub fn pronoun(draft: &Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) -> Option<String> {
    names_them(sentence, toks).then(|| spoken(draft, sentence, toks)).flatten()
}

fn names_them(sentence: &Sentence, toks: &std::ops::Range<usize>) -> bool {
    let pronoun = |n: usize| {
        // "can do all", "can make all" is everything, "can see all" those spoken of.
        let done = |n: usize| {
            sentence.toks.get(n).is_some_and(|verb| {
                matches!(verb.low.as_str(), "do" | "does" | "make" | "makes" | "perform" | "performs")
            })
        };
        let it = |n: usize| sentence.toks.get(n).is_some_and(|t| t.is("it"));
        let does = n >= 1 && done(n - 1) || n >= 2 && it(n - 1) && done(n - 2);
        let all = |t: &crate::english::token::Tok| {
            t.is("all") && !does && !sentence.toks.get(n + 1).is_some_and(|next| next.word)
        };
        // "all of it", "do it all" is everything, "all of them" are those spoken of.
        let whole = n >= 2
            && sentence.toks.get(n).is_some_and(|t| t.is("it"))
            && sentence.toks.get(n - 1).is_some_and(|t| t.is("of"))
            && sentence.toks.get(n - 2).is_some_and(|t| t.is("all"))
            || does && sentence.toks.get(n + 1).is_some_and(|t| t.is("all"));
        sentence.toks.get(n).is_some_and(|t| !whole && matches!(t.low.as_str(), "them" | "it") || all(t))
    };
    toks.clone().any(pronoun)
}

/// "Agents work on tickets, customers create them": what the sentence named last.
/// The thing that was named last, else the one spoken of.
pub fn spoken(draft: &Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) -> Option<String> {
    last_named(draft, sentence, toks).or_else(|| draft.current.clone())
}

fn last_named(draft: &Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) -> Option<String> {
    let before = sentence.toks.get(..toks.start).unwrap_or_default();
    let named = |people: bool| {
        before
            .iter()
            .rev()
            .filter(|t| t.word && (people || !t.person && !draft.roles.contains(&words::singular(&t.low))))
            .find_map(|t| draft.names.get(&words::singular(&t.low)).cloned())
    };
    named(false).or_else(|| named(true))
}

/// Whoever does so takes a thing back: by a status, or, where it has none, by deleting it.
pub fn is_recall(verb: &str) -> bool {
    matches!(verb, "cancel" | "withdraw" | "retract" | "revoke")
}

/// "cancel their bookings", where a booking has no states: it is there no more.
pub fn calls_off(draft: &Draft, entity: &str, verb: &str) -> bool {
    use crate::english::clause::is_choice_name;
    let Some(record) = draft.entities.get(entity) else { return false };
    let told =
        |name: &str| is_choice_name(name) || ["cancel", "withdr", "retract"].iter().any(|s| name.contains(s));
    is_recall(verb) && !record.fields.keys().any(|name| told(name))
}

#[expect(clippy::too_many_arguments, reason = "one clause, read in one go")]
fn grant(
    draft: &mut Draft,
    sentence: &Sentence,
    who: &[(Who, std::ops::Range<usize>)],
    ops: Vec<String>,
    entity: Option<String>,
    own: bool,
    only: bool,
    deny: bool,
    toks: &std::ops::Range<usize>,
) {
    // "only the owner or a manager can cancel it": theirs is what the owner may cancel, and managers any.
    let holds = |(who, _): &&(Who, std::ops::Range<usize>)| matches!(who, Who::Holder(_));
    if who.iter().any(|one| holds(&one)) && !who.iter().all(|one| holds(&one)) {
        let (holders, others): (Vec<_>, Vec<_>) = who.iter().cloned().partition(|one| holds(&one));
        for who in [holders, others] {
            grant(draft, sentence, &who, ops.clone(), entity.clone(), own, only, deny, toks);
        }
        return;
    }
    let src = sentence.span(toks);
    let mut ops = ops.clone();
    // "manage payslips" beside "nobody can delete payslips": all but that.
    if let Some(entity) = entity.as_ref().filter(|_| ALL.iter().all(|op| ops.iter().any(|o| o == op))) {
        ops.retain(|op| !draft.denied.iter().any(|(e, o)| e == entity && o == op));
    }
    let refused = |draft: &Draft, entity: &String| {
        ops.iter().find(|op| draft.denied.iter().any(|(e, o)| e == entity && o == *op)).cloned()
    };
    if let (false, Some(entity)) = (deny, &entity)
        && let Some(op) = refused(draft, entity)
    {
        return contradiction(draft, sentence, entity, &op, toks);
    }
    if let Some(entity) = &entity {
        draft.current = Some(entity.clone());
        for op in &ops {
            if let (Some(op), Some(span)) = (ALL.iter().find(|known| *known == op), src) {
                draft.stated_ops.entry((entity.clone(), op)).or_insert(span);
            }
        }
    }
    if !draft.needs_accounts {
        if deny {
            return;
        }
        // A capability: the operation exists, and everybody may call it.
        let target = match (&entity, ops.first()) {
            (Some(entity), Some(op)) => Target::Operation(super::finish::op_id(op, entity)),
            (None, _) | (_, None) => Target::Pointer("/project/type".to_owned()),
        };
        draft.cover(sentence, toks, &target);
        return;
    }
    let mut roles: Vec<String> = Vec::new();
    let mut condition = own.then(|| "own".to_owned());
    for (who, _) in who {
        let role = match who {
            // Whoever has records of their own has an account.
            Who::Public if own => "user".to_owned(),
            Who::Public => "public".to_owned(),
            Who::User => "user".to_owned(),
            Who::Role(role) => role.clone(),
            Who::Holder(holder) => {
                condition = Some("own".to_owned());
                if let Some(entity) = &entity {
                    owner_key(draft, entity, Some(holder), src);
                }
                "user".to_owned()
            }
        };
        if role != "public" && role != "user" && !draft.roles.contains(&role) {
            draft.roles.push(role.clone());
        }
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    if roles.is_empty() {
        return;
    }
    let rule = match (only, bounds_deeds(sentence, who, toks)) {
        (false, _) => "G6.role-can",
        (true, false) => "G6.only-role",
        (true, true) => ONLY_SO,
    };
    // Which key makes a record theirs is known when all that may be done is: see `owners`.
    let permission = Permission {
        effect: if deny { Effect::Deny } else { Effect::Allow },
        roles,
        ops,
        entity,
        condition,
        src,
        origin: Some(Origin::Stated),
        rule: Some(rule.to_owned()),
    };
    draft.permissions.push(permission);
    let index = draft.permissions.len() - 1;
    draft.cover(sentence, toks, &Target::Permission(index));
}

/// The rule of a right that nothing but the words around it speaks for: see [`crate::weigh`].
const LIKELY: &str = "W2.likely-right";

/// Applies a right that is likely, where nothing else was read from its verb.
pub fn likely(
    draft: &mut Draft,
    sentence: &Sentence,
    right: &Fact,
    apply: impl Fn(&mut Draft, &Sentence, &Fact),
) {
    let Fact::Permit { who, acts, .. } = right else { return };
    let verbs = acts.iter().filter_map(|act| sentence.toks.get(act.toks.start));
    if verbs.into_iter().any(|tok| draft.covered(sentence, tok)) {
        return;
    }
    let before = draft.permissions.len();
    apply(draft, sentence, right);
    // Who it is may stand apart from what they do.
    let told = draft.permissions.len() > before;
    for (_, at) in who.iter().filter(|_| told) {
        draft.cover(sentence, at, &Target::Permission(before));
    }
    for n in before..draft.permissions.len() {
        let Some(permission) = draft.permissions.get_mut(n) else { return };
        permission.origin = Some(Origin::Inferred);
        permission.rule = Some(LIKELY.to_owned());
        let text = suggested(permission);
        draft.assume(
            text,
            Some("/auth/permissions".to_owned()),
            &["nothing is said of who may", "others may, too"],
        );
    }
}

/// Takes back the rights that are told within the span. `None`: one goes on beyond it.
pub fn take_back(draft: &mut Draft, span: domain::Span) -> Option<()> {
    let told = |permission: &Permission| permission.src.is_some_and(|src| src.overlaps(span));
    while let Some(index) = draft.permissions.iter().position(told) {
        let src = draft.permissions.get(index)?.src?;
        if src.start < span.start || src.end > span.end {
            return None;
        }
        let gone = draft.permissions.remove(index);
        if gone.rule.as_deref() == Some(LIKELY) {
            let text = suggested(&gone);
            draft.assumptions.retain(|(assumed, ..)| *assumed != text);
        }
        draft.cover.retain(|_, target| *target != Target::Permission(index));
        for target in draft.cover.values_mut() {
            if let Target::Permission(at) = target
                && *at > index
            {
                *at -= 1;
            }
        }
    }
    Some(())
}

fn suggested(permission: &Permission) -> String {
    let may = if permission.effect == Effect::Deny { "may not" } else { "may" };
    let what = permission.entity.as_deref().unwrap_or("everything");
    format!(
        "{} {may} {} {what}, as the words around it suggest",
        permission.roles.join(" and "),
        permission.ops.join(" and "),
    )
}

/// A right to the route that stands right before the words, on its line.
pub fn of_route(
    draft: &mut Draft,
    sentence: &Sentence,
    who: &[(Who, std::ops::Range<usize>)],
    toks: &std::ops::Range<usize>,
) {
    use domain::spec::OperationKind;
    // A dash, a bracket, a backtick and the spaces between.
    const NEAR: usize = 8;
    let Some(span) = sentence.span(toks) else { return };
    let near = |src: &domain::Span| {
        src.attachment == span.attachment && src.end <= span.start && span.start - src.end <= NEAR
    };
    let begins = sentence.toks.first().map_or(0, |tok| tok.start);
    let beside = draft.beside_routes.get(&(sentence.text, begins)).cloned();
    let named = |op: &&domain::spec::Operation| {
        op.rule.as_deref() == Some("route.line")
            && (op.src.as_ref().is_some_and(near) || beside.as_ref() == Some(&op.id))
    };
    let Some(route) = draft.operations.iter().rfind(named) else { return };
    let Some(entity) = route.entity.clone() else { return };
    let op = match route.kind {
        OperationKind::Create => "create".to_owned(),
        OperationKind::Read => "read".to_owned(),
        OperationKind::List => "list".to_owned(),
        OperationKind::Update => "update".to_owned(),
        OperationKind::Delete => "delete".to_owned(),
        OperationKind::Action => {
            let Some(verb) = route.path.as_deref().and_then(|path| path.rsplit('/').next()) else { return };
            verb.replace('-', "_")
        }
        OperationKind::Query | OperationKind::Upsert | OperationKind::Custom => return,
    };
    grant(draft, sentence, who, vec![op], Some(entity), false, true, false, toks);
}

/// "Nobody may delete tasks. Admins can delete tasks.": the person decides.
fn contradiction(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    op: &str,
    toks: &std::ops::Range<usize>,
) {
    let Some(span) = sentence.span(toks) else { return };
    let id = draft.ask(crate::questions::new(
        domain::spec::QuestionKind::Conflict,
        format!("/auth/permissions/{entity}/{op}"),
        format!(
            "the text says that nobody may {op} a record of {entity}, and that somebody may: which holds?"
        ),
        vec![span],
        serde_json::json!("nobody"),
        vec![serde_json::json!("nobody"), serde_json::json!("those who are named")],
        true,
    ));
    draft.cover(sentence, toks, &Target::Question(id));
}

/// The key to the account that a record belongs to; made where nobody stated one.
pub fn owner_key(draft: &mut Draft, entity: &str, holder: Option<&str>, src: Option<domain::Span>) {
    if draft.relations.iter().any(|r| r.from == entity && r.to == "User") {
        return;
    }
    // "A pet has one owner", who is kept: the account that makes it is somebody else.
    let kept = draft.relations.iter().any(|r| r.from == entity && r.field.as_deref() == Some("owner_id"));
    let holder = holder.unwrap_or(if kept { "account" } else { "owner" });
    let field = format!("{holder}_id");
    // "a post has an author": the text field of that name was the account.
    let stated = draft.entities.get_mut(entity).and_then(|e| e.fields.shift_remove(holder));
    let mut relation = many_to_one(entity, "User", field.clone());
    relation.origin = Some(if stated.is_some() { Origin::Stated } else { Origin::Inferred });
    relation.src = stated.and_then(|field| field.src).or(src);
    relation.rule = Some("G6.own".to_owned());
    let index = draft.relate(relation);
    let pointer = format!("/entities/{entity}/fields/{holder}");
    for target in draft.cover.values_mut().filter(|target| **target == Target::Pointer(pointer.clone())) {
        *target = Target::Relation(index);
    }
    if matches!(holder, "owner" | "account") {
        draft.assume(
            format!("{entity} records belong to the account that creates them ({field})"),
            Some(format!("/relations/{index}")),
            &["no owner"],
        );
    }
}

/// Operations that exist for nobody.
pub fn deny_all(
    draft: &mut Draft,
    sentence: &Sentence,
    acts: &[Act],
    objects: &[Np],
    toks: &std::ops::Range<usize>,
) -> bool {
    // "Handed-out parcels can't be altered": which of them, the word before says.
    let led = toks.start.checked_sub(1).and_then(|n| sentence.toks.get(n));
    let narrowed = |tok: &crate::english::token::Tok| {
        let joins = matches!(tok.low.as_str(), "but" | "and" | "so" | "then" | "please");
        tok.is("-") && tok.glued || tok.word && tok.content && !joins && !draft.covered(sentence, tok)
    };
    let hyphen = toks.start.checked_sub(2).and_then(|n| sentence.toks.get(n));
    if led.is_some_and(narrowed) || hyphen.is_some_and(|tok| tok.is("-") && tok.glued) {
        return false;
    }
    if let (Some(entity), [np]) = (draft.current.clone(), objects)
        && draft.resolve(np).is_none()
        && acts.iter().all(|act| ops_of(&act.verb) == Some(&["update"]))
        && let Some(name) = draft.member(&entity, np)
    {
        // "Codes cannot be changed": a field that stays as it was created.
        let rule =
            domain::rule::FormalRule::Immutable { fields: vec![name.clone()], filter: None, ops: Vec::new() };
        return super::rules::formal(draft, sentence, toks, &entity, vec![name], &rule, "G9.immutable");
    }
    // "A running job cannot be deleted": those that are running, where the records say so.
    if let [np] = objects
        && some_rows(draft, np)
    {
        let op = |act: &Act| match ops_of(&act.verb)? {
            ["update"] => Some(domain::rule::RowOp::Update),
            ["delete"] => Some(domain::rule::RowOp::Delete),
            _ => None,
        };
        let ops: Option<Vec<_>> = acts.iter().map(op).collect();
        if let Some(ops) = ops {
            let how = super::settled::How { states: &[], but: false, lasting: false, ops: &ops };
            if super::settled::rule(draft, sentence, np, &how, toks) {
                return true;
            }
        }
    }
    // "sent issues cannot be edited": the others can.
    if objects.iter().any(|np| some_rows(draft, np)) {
        super::rules::text_only(draft, sentence, toks, objects.iter().find_map(|np| draft.resolve(np)));
        return true;
    }
    // "Once booked they are never changed": what was spoken of.
    let spoken = objects.iter().any(|np| matches!(np.last(), "they" | "it" | "them" | "these" | "those"));
    let names: Vec<String> = if objects.is_empty() {
        draft.entities.keys().cloned().collect()
    } else if spoken {
        draft.current.clone().into_iter().collect()
    } else {
        objects.iter().filter_map(|np| draft.resolve(np)).collect()
    };
    let allowed = |draft: &Draft, name: &String, op: &str| {
        draft.permissions.iter().any(|p| {
            p.effect == Effect::Allow && p.entity.as_ref() == Some(name) && p.ops.iter().any(|o| o == op)
        })
    };
    let mut done = false;
    for name in &names {
        // "manage payslips" meant all but what nobody may.
        let broad = |p: &Permission| ALL.iter().all(|op| p.ops.iter().any(|o| o == op));
        let refused: Vec<&str> = acts.iter().filter_map(|act| ops_of(&act.verb)).flatten().copied().collect();
        for permission in draft
            .permissions
            .iter_mut()
            .filter(|p| p.effect == Effect::Allow && p.entity.as_ref() == Some(name) && broad(p))
        {
            permission.ops.retain(|op| !refused.contains(&op.as_str()));
        }
        let clash =
            acts.iter().filter_map(|act| ops_of(&act.verb)).flatten().find(|op| allowed(draft, name, op));
        if let Some(op) = clash {
            contradiction(draft, sentence, name, op, toks);
            return true;
        }
        for op in acts.iter().filter_map(|act| ops_of(&act.verb)).flatten() {
            draft.denied.insert((name.clone(), op));
            done = true;
        }
    }
    let updates = acts.iter().any(|act| ops_of(&act.verb) == Some(&["update"]));
    if let (true, [name], false) = (updates && done, names.as_slice(), objects.is_empty())
        && (draft.entities.get(name).is_some_and(|e| !e.fields.is_empty())
            || draft.relations.iter().any(|r| r.from == *name))
    {
        // What nobody may change never changes.
        let rule = domain::rule::FormalRule::Immutable { fields: Vec::new(), filter: None, ops: Vec::new() };
        return super::rules::formal(draft, sentence, toks, name, Vec::new(), &rule, "G9.immutable");
    }
    if let (true, Some(name)) = (done, names.first()) {
        draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{name}")));
    }
    done
}

/// "Locked pages", "sold listings": the word before the thing limits which rows are meant.
pub fn some_rows(draft: &Draft, np: &Np) -> bool {
    let key = super::draft::key_of(np);
    let Some((first, rest)) = key.split_once(' ') else { return false };
    // "retired asset" is another name of the asset where no such thing was described.
    let other = draft.names.get(&key).is_some_and(|name| draft.names.get(rest) != Some(name));
    // "leave request" is the whole name of what is called a request too.
    let whole = draft.names.get(&key).is_some_and(|name| words::pascal(&key).as_ref() == Some(name));
    !other
        && !whole
        && draft.names.contains_key(rest)
        && !matches!(first, "new" | "all" | "other" | "own" | "existing" | "any" | "individual")
        && draft.resolve(np).is_some()
}

pub fn role_name(np: &Np) -> String {
    words::snake(&words::singular(np.last())).unwrap_or_default()
}

/// `Players can read both`: the things that the last right was to, where those were more than one.
fn both(draft: &Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) -> Vec<String> {
    let said = sentence.toks.get(toks.start..(toks.end + 1).min(sentence.toks.len())).unwrap_or_default();
    let Some(last) = draft.permissions.last().filter(|_| said.iter().any(|tok| tok.is("both"))) else {
        return Vec::new();
    };
    let same = draft.permissions.iter().filter(|p| p.roles == last.roles && p.ops == last.ops);
    same.filter_map(|p| p.entity.clone()).collect()
}

/// The entity that a verb makes: `review` → Review, `enroll` → Enrollment.
pub fn thing_of_verb(draft: &Draft, verb: &str) -> Option<String> {
    made_by(verb).iter().find_map(|key| draft.resolve_key(key)).or_else(|| {
        // `submit` → Submission, `attempt` → Attempt: the same stem.
        let shared = |name: &str| name.bytes().zip(verb.bytes()).take_while(|(a, b)| a == b).count();
        let needed = verb.len().saturating_sub(2).max(4);
        draft
            .names
            .iter()
            .find(|(key, _)| !key.contains(' ') && shared(key) >= needed)
            .map(|(_, name)| name.clone())
    })
}

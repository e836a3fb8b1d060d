//! What one clause says, before anybody decides what the spec says.
//!
//! Names are still the words of the text; ranges are token indexes of the sentence.

use std::ops::Range;

use domain::{rule::Direction, spec::FieldType};
use serde_json::Value;

/// The name of what points to another of its own kind: "a mother who is also in the list".
pub const ITSELF: &str = "itself";

/// How many of a thing a phrase speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quant {
    #[default]
    Bare,
    /// a, an, one, exactly one
    One,
    /// the, its, this
    The,
    /// each, every, any, all
    Each,
    /// many, several, a list of, one or more, 2 to 10
    Many,
    /// no, without
    No,
}

/// A noun phrase: the words of a name without its determiner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Np {
    /// As written, one space between words.
    pub name: String,
    /// Lower case.
    pub low: Vec<String>,
    pub plural: bool,
    pub quant: Quant,
    /// `their own`, `my`
    pub own: bool,
    pub toks: Range<usize>,
    pub name_toks: Range<usize>,
    pub capitalised: bool,
    /// The name of somebody else before it: `user's email`.
    pub of: Option<String>,
    /// The text speaks of people by this name.
    pub person: bool,
}

impl Np {
    pub fn last(&self) -> &str {
        self.low.last().map(String::as_str).unwrap_or_default()
    }
    pub fn key(&self) -> String {
        self.low.join(" ")
    }
    /// `max guests`, `number of guests`, `guest count`: how many there are, and none of them.
    pub fn counts(&self) -> bool {
        let words: Vec<&str> = self.low.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["number" | "no" | "count" | "amount", "of", _, ..] => true,
            ["max" | "maximum" | "min" | "minimum" | "maximal" | "minimal", .., last] => {
                crate::words::is_plural(last) || words.contains(&"number")
            }
            [_, .., "count" | "counts" | "limit" | "quota"] => true,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Characters,
    Items,
    None,
}

/// Something said about a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Mod {
    Optional,
    Required,
    Unique,
    UniquePer(Vec<Np>),
    Type(FieldType),
    Default(Value),
    AtLeast(f64, Unit),
    AtMost(f64, Unit),
    MoreThan(f64),
    LessThan(f64),
    Exactly(f64),
    /// `10 or less`: the bounds beside it say how much, never how long a text is.
    Amount,
    /// `may be negative`: whatever its name implies.
    Signed,
    Values(Vec<String>),
    Pattern(String),
    /// `in steps of 0.5`: every value is a multiple of it.
    Step(f64),
    /// `decimal(12,3)`: how many digits stand behind the point.
    Places(u32),
    In(String),
    /// `winner (a member)`: the key to one of those, under the name of the member.
    Refers(Np),
    /// `contacts (…) that belong to a company`; whether the key may be missing.
    BelongsTo(Np, bool),
    /// `after the start`, `not below the minimum`: the order of two fields.
    Than {
        other: Np,
        later: bool,
        strict: bool,
    },
    /// `home team and away team (they must be different)`: from the member before it.
    Differs(Np),
    /// `starts as available and can become reserved`: the states in their order.
    Line(Vec<Step>),
    /// `the firefighters who took part`: others may have the same ones.
    Shared,
    Immutable,
    /// On which side of now it lies.
    When(Direction),
    /// Said, and nothing follows from it: an example, a description.
    Note,
    /// Nothing but the words around it says that it is a member: see [`crate::weigh`].
    Likely,
}

/// One member of a list: a field, an entity or a relation, which only the whole text can tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    pub np: Np,
    pub mods: Vec<Mod>,
    /// Members in parentheses that do not read as modifiers: `books (title, isbn)`.
    pub members: Vec<Item>,
    pub toks: Range<usize>,
    /// Parts of `toks` that nothing read: no fact may cover them.
    pub unread: Vec<Range<usize>>,
}

impl Mod {
    /// Whether it says how much or how many a value may be.
    pub fn is_bound(&self) -> bool {
        matches!(
            self,
            Self::AtLeast(..)
                | Self::AtMost(..)
                | Self::MoreThan(_)
                | Self::LessThan(_)
                | Self::Exactly(_)
                | Self::Amount
        )
    }
}

impl Item {
    /// What nothing read, of the member and of its own members, in the order of the text.
    pub fn gaps(&self) -> Vec<Range<usize>> {
        let mut gaps = self.unread.clone();
        gaps.extend(self.members.iter().flat_map(Item::gaps));
        gaps.sort_by_key(|gap| gap.start);
        gaps
    }

    /// Whether it is a choice that has the word.
    pub fn can_be(&self, word: &str) -> bool {
        self.mods.iter().any(|said| match said {
            Mod::Values(values) => values.iter().any(|value| value == word),
            Mod::Line(_) => true,
            _ => false,
        })
    }

    /// One of this name, whatever the words there are.
    pub fn named(name: &str, mods: Vec<Mod>, toks: Range<usize>) -> Self {
        let low = name.split(' ').map(str::to_owned).collect();
        let (at, name_toks) = (toks.clone(), toks.clone());
        let np = Np { name: name.to_owned(), low, quant: Quant::One, toks: at, name_toks, ..Np::default() };
        Self { np, mods, ..Self::spanning(toks) }
    }

    /// Nothing but a place, for the rest of a literal.
    pub fn spanning(toks: Range<usize>) -> Self {
        Self { toks, ..Self::default() }
    }
}

/// Who a permission or a story speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Public,
    /// Anybody with an account.
    User,
    Role(String),
    /// `the author`: the person a record names.
    Holder(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Base form of the verb.
    pub verb: String,
    pub toks: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// `build a REST API called X for a library`
    Frame {
        kind: Option<(String, Range<usize>)>,
        topics: Vec<Np>,
        called: Option<(String, Range<usize>)>,
        place: Option<Np>,
        toks: Range<usize>,
    },
    /// `manage books and loans`; 2 is as good as stated, 1 needs company, 3 is a thing whatever
    /// else its name may mean.
    Mention {
        np: Np,
        weight: u8,
    },
    /// `A task has …`; no subject: the one spoken of before.
    Has {
        subject: Option<Np>,
        items: Vec<Item>,
        toks: Range<usize>,
        from_frame: bool,
    },
    /// `A task belongs to a project`
    Relation {
        from: Option<Np>,
        to: Np,
        /// Said with no more than `is on` or `comes from`: it makes no thing of what it names.
        loose: bool,
        many_to_many: bool,
        one_to_one: bool,
        optional: bool,
        toks: Range<usize>,
    },
    /// `… in a course`, `… on a date`: what a clause about `from` names besides its object. A key
    /// where there is such a thing, a field where the name can only be one, else nothing.
    Link {
        from: Option<Np>,
        to: Np,
        optional: bool,
        toks: Range<usize>,
    },
    /// `The title (of a book) is required`
    About {
        field: Option<Np>,
        owner: Option<Np>,
        mods: Vec<Mod>,
        toks: Range<usize>,
    },
    /// `only admins may delete books`
    Permit {
        who: Vec<(Who, Range<usize>)>,
        acts: Vec<Act>,
        objects: Vec<Np>,
        own: bool,
        only: bool,
        deny: bool,
        toks: Range<usize>,
    },
    /// What only the words around it speak for: see [`crate::weigh`].
    Likely(Box<Fact>),
    /// `admins have the same rights as clerks`: the rights of others, of those told last where nobody is named, are
    /// theirs too.
    Alike {
        who: Vec<(Who, Range<usize>)>,
        like: Option<Who>,
        toks: Range<usize>,
    },
    /// `Roles: member, trainer, admin`
    Roles {
        names: Vec<String>,
        toks: Range<usize>,
    },
    /// `New users are employees`: the role with which an account begins.
    FirstRole {
        name: String,
        toks: Range<usize>,
    },
    /// `As a ROLE`: the subject of what follows; kept for coverage only when nothing follows.
    Deny {
        acts: Vec<Act>,
        objects: Vec<Np>,
        toks: Range<usize>,
    },
    Filter {
        on: Option<Np>,
        fields: Vec<Np>,
        range: bool,
        toks: Range<usize>,
    },
    Search {
        on: Option<Np>,
        fields: Vec<Np>,
        toks: Range<usize>,
    },
    /// `list orders by customer and status`, `outages by turbine`: a filter or an order, as the fields are;
    /// `find a guest by name` is never an order.
    By {
        on: Option<Np>,
        fields: Vec<Np>,
        find: bool,
        toks: Range<usize>,
    },
    Sort {
        on: Option<Np>,
        fields: Vec<(Np, bool)>,
        toks: Range<usize>,
    },
    NewestFirst {
        on: Option<Np>,
        /// `newest opened_at first`: the field, or the listed things.
        by: Option<Np>,
        descending: bool,
        toks: Range<usize>,
    },
    Page {
        on: Option<Np>,
        size: Option<u32>,
        max: Option<u32>,
        toks: Range<usize>,
    },
    Auth {
        scheme: Option<&'static str>,
        toks: Range<usize>,
    },
    Stack {
        key: &'static str,
        value: String,
        toks: Range<usize>,
    },
    /// `status goes from A to B`; `verb` moves a record.
    Flow {
        field: Option<Np>,
        owner: Option<Np>,
        steps: Vec<Step>,
        initial: Option<String>,
        toks: Range<usize>,
    },
    /// `only closed tickets can be reopened`
    Transition {
        owner: Np,
        from: Vec<String>,
        verb: String,
        to: Option<String>,
        by: Vec<(Who, Range<usize>)>,
        toks: Range<usize>,
    },
    Overlap {
        subject: Option<Np>,
        scope: Option<Np>,
        toks: Range<usize>,
    },
    Limit {
        holder: Option<Np>,
        also: Vec<Np>,
        max: u64,
        counted: Np,
        per: Option<&'static str>,
        toks: Range<usize>,
    },
    /// `unless they are cancelled`, `only confirmed bookings count`: whom the rule before leaves out.
    Counting {
        what: Option<Np>,
        states: Vec<String>,
        only: bool,
        toks: Range<usize>,
    },
    /// `paid invoices cannot be changed`: records that stay as they are in some states.
    Settled {
        /// The thing, with a state before it perhaps: `paid invoices`.
        subject: Np,
        states: Vec<String>,
        /// In all states but those.
        but: bool,
        /// In those that come behind them too.
        lasting: bool,
        ops: Vec<domain::rule::RowOp>,
        toks: Range<usize>,
    },
    /// Behind a right: `while they are pending`, `unless they are paid`. What people may do so, nobody may otherwise.
    While {
        states: Vec<String>,
        /// In all states but those.
        but: bool,
        /// In those that come behind them too.
        lasting: bool,
        toks: Range<usize>,
    },
    /// `only active rooms can be booked`: what the record that a key points to must be when a row is made. Found
    /// by the whole text, so everything in it is known by name.
    Requires {
        thing: String,
        key: String,
        field: String,
        values: Vec<serde_json::Value>,
        toks: Range<usize>,
    },
    /// `no more registrations than the capacity of the event`
    Capacity {
        counted: Np,
        holder: Option<Np>,
        field: Np,
        toks: Range<usize>,
    },
    Order {
        before: Np,
        after: Np,
        owner: Option<Np>,
        strict: bool,
        toks: Range<usize>,
    },
    /// `votes can't be cast after the poll has closed`: what is done to what, only before whose moment.
    Deadline {
        deeds: Vec<String>,
        thing: Option<Np>,
        owner: Option<Np>,
        field: Np,
        toks: Range<usize>,
    },
    /// `source and target must differ`; without a second name the two keys to the first: `a team can't play
    /// against itself`.
    Differ {
        one: Np,
        other: Option<Np>,
        owner: Option<Np>,
        toks: Range<usize>,
    },
    /// `attendees register for events`: what somebody does to a thing, kept under the noun of the verb;
    /// `told` where the text says more about it, `right` where it says that they do it.
    Deed {
        who: Np,
        noun: &'static str,
        what: Np,
        told: bool,
        right: bool,
        toks: Range<usize>,
    },
    UniqueTogether {
        on: Option<Np>,
        with: Vec<Np>,
        toks: Range<usize>,
    },
    Cascade {
        parent: Np,
        children: Vec<Np>,
        effect: domain::spec::OnDelete,
        toks: Range<usize>,
    },
    Quality {
        metric: &'static str,
        op: &'static str,
        value: f64,
        unit: String,
        measurable: bool,
        toks: Range<usize>,
    },
    Refused {
        why: &'static str,
        toks: Range<usize>,
    },
    /// Words beside the matter; `left_out` names what shall not be built.
    Aside {
        left_out: bool,
        toks: Range<usize>,
    },
    /// Words that belong to the fact beside them.
    Filler {
        toks: Range<usize>,
    },
    /// A requirement that no shape reads: it stays text.
    Unread {
        toks: Range<usize>,
    },
}

impl Fact {
    /// What is said, however sure it is.
    pub fn said(&self) -> &Self {
        match self {
            Fact::Likely(fact) => fact.said(),
            fact => fact,
        }
    }

    /// The words that it was read from.
    pub fn toks(&self) -> &Range<usize> {
        match self {
            Fact::Mention { np, .. } => &np.toks,
            Fact::Likely(fact) => fact.toks(),
            Fact::Frame { toks, .. }
            | Fact::Has { toks, .. }
            | Fact::Relation { toks, .. }
            | Fact::Link { toks, .. }
            | Fact::About { toks, .. }
            | Fact::Permit { toks, .. }
            | Fact::Alike { toks, .. }
            | Fact::Roles { toks, .. }
            | Fact::FirstRole { toks, .. }
            | Fact::Deny { toks, .. }
            | Fact::Filter { toks, .. }
            | Fact::Search { toks, .. }
            | Fact::By { toks, .. }
            | Fact::Sort { toks, .. }
            | Fact::NewestFirst { toks, .. }
            | Fact::Page { toks, .. }
            | Fact::Auth { toks, .. }
            | Fact::Stack { toks, .. }
            | Fact::Flow { toks, .. }
            | Fact::Transition { toks, .. }
            | Fact::Overlap { toks, .. }
            | Fact::Limit { toks, .. }
            | Fact::Counting { toks, .. }
            | Fact::Settled { toks, .. }
            | Fact::While { toks, .. }
            | Fact::Requires { toks, .. }
            | Fact::Capacity { toks, .. }
            | Fact::Order { toks, .. }
            | Fact::Deadline { toks, .. }
            | Fact::Differ { toks, .. }
            | Fact::Deed { toks, .. }
            | Fact::UniqueTogether { toks, .. }
            | Fact::Cascade { toks, .. }
            | Fact::Quality { toks, .. }
            | Fact::Refused { toks, .. }
            | Fact::Aside { toks, .. }
            | Fact::Filler { toks, .. }
            | Fact::Unread { toks, .. } => toks,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub from: Vec<String>,
    pub to: String,
    pub verb: Option<String>,
}

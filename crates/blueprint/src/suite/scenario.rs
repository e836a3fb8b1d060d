//! What a generated test does, as data: no stack, no test runner, no code.
//!
//! A scenario is a short list of steps against the HTTP interface that the contract
//! fixes for every stack. A blueprint's templates print it in the words of its runner.

use domain::route::Every;
use serde::Serialize;
use serde_json::Value;

/// All tests of one project, with the helpers they stand on.
#[derive(Debug, Clone, Serialize)]
pub struct Suite {
    pub accounts: Vec<Account>,
    pub factories: Vec<Factory>,
    /// Templates get them by group.
    #[serde(skip)]
    pub scenarios: Vec<Scenario>,
    /// Requirements (or halves of them) that no honest test could be made for, with the reason.
    pub untestable: Vec<Untestable>,
    /// Tables in an order in which they can be emptied, without the accounts'.
    pub tables: Vec<String>,
    /// Keys to clear first, for rows of one circle point at each other.
    pub loose_keys: Vec<LooseKey>,
    pub accounts_table: String,
    /// What registering asks for beside address and password.
    pub registration: Vec<FactoryMember>,
    /// Whether some scenario asks for many accounts of a role.
    pub crowds: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct LooseKey {
    pub table: String,
    pub column: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Untestable {
    pub requirement: String,
    pub reason: String,
}

/// Somebody who sends requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// How scenarios call it: `anyone` (no accounts in this project), `anonymous`, `as_admin`, `as_other_user`.
    pub name: String,
    /// None: sends no credentials.
    pub role: Option<String>,
}

/// Makes valid records of one entity. Every call differs where values must differ.
#[derive(Debug, Clone, Serialize)]
pub struct Factory {
    /// `book`, as in `make_book`.
    pub name: String,
    /// `order item`, for sentences.
    pub label: String,
    pub path: String,
    /// Who creates records where a scenario does not say.
    pub by: String,
    pub members: Vec<FactoryMember>,
    /// Factories whose records this one refers to.
    pub needs: Vec<String>,
    /// Accounts whose ids a valid body holds.
    pub accounts: Vec<String>,
    pub counts: bool,
    /// Whether a valid body depends on who sends it.
    pub personal: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct FactoryMember {
    pub name: String,
    pub recipe: Recipe,
}

/// How a factory finds a value; `n` counts the factory's calls within a test, from 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Recipe {
    Same {
        value: Value,
    },
    /// Text around the counter, which is padded with zeros to `width`.
    Counted {
        before: String,
        width: usize,
        after: String,
    },
    /// `start + n * step`; as a decimal string where `scale` is given.
    Number {
        start: i64,
        step: i64,
        scale: Option<u32>,
    },
    /// The values in turn.
    Listed {
        values: Vec<Value>,
    },
    /// A moment `n * every_days + plus_days` days behind nine o'clock of 2030-01-01, or behind now.
    Moment {
        from: Clock,
        every_days: i64,
        plus_days: i64,
        form: MomentForm,
    },
    /// The id of a new record of that factory.
    NewRecord {
        factory: String,
        /// Roles whose accounts need one of their own; what others need is made by whoever makes such records.
        own: Vec<String>,
        /// The key by which it names whose it is; none where that is whoever made it.
        names: Option<String>,
    },
    /// The id of an account.
    AccountId {
        account: String,
    },
    /// A list with one new record's id.
    NewRecords {
        factory: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    Fixed,
    Now,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentForm {
    Date,
    DateTime,
}

/// One test.
#[derive(Debug, Clone, Serialize)]
pub struct Scenario {
    /// `test_fr007_book_title_longer_than_200_is_refused`
    pub name: String,
    /// Stem of the file it stands in: `main`, `books`.
    pub file: String,
    pub title: String,
    pub kind: Kind,
    /// The first is the one it is named after; empty for what the contract asks of every project.
    pub requirements: Vec<String>,
    /// Text of the first requirement, for the reader.
    pub because: String,
    pub steps: Vec<Step>,
    /// Helpers that the steps use, sorted: accounts, `make_book`, `book_body`, `database`, `issued`.
    pub uses: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Unit,
    Api,
    Property,
    Concurrency,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Unit => "unit",
            Kind::Api => "api",
            Kind::Property => "property",
            Kind::Concurrency => "concurrency",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A valid body, kept under a name.
    Body {
        factory: String,
        with: Vec<Member>,
        save: String,
        /// Who is going to send it, where that matters.
        caller: Option<String>,
    },
    /// Set-up: a record is created through the interface.
    Make {
        factory: String,
        with: Vec<Member>,
        by: Option<String>,
        save: Option<String>,
        times: u32,
    },
    Call(Call),
    /// The same request `times` times at once; the answers' statuses are exactly these, in any order.
    AtOnce {
        call: Call,
        times: u32,
        statuses: Vec<u16>,
    },
    /// Accounts of a role, none of which a scenario names, create a record each: one after the
    /// other, or all at once where statuses are given, which are the answers' in any order.
    Crowd {
        crowd: Crowd,
        factory: String,
        path: String,
        with: Vec<Member>,
        /// Which of them: from the `first`, counted from 0, to the one before `end`.
        first: u32,
        end: u32,
        statuses: Option<Vec<u16>>,
    },
    /// In each round the records are made anew, and requests of which only one may succeed are sent at the
    /// same moment: the statuses, sorted, are one of these.
    Rivals {
        rounds: u32,
        made: Vec<Made>,
        calls: Vec<Call>,
        statuses: Vec<Vec<u16>>,
    },
    /// A column of a stored row is overwritten behind the program's back; the database refuses, or takes it.
    Overwrite {
        table: String,
        row: Operand,
        columns: Vec<Member>,
        refused: bool,
    },
    /// A stored row is erased behind the program's back; the database refuses, or takes what goes with it.
    Erase {
        table: String,
        row: Operand,
        refused: bool,
    },
    /// A row is put in behind the program's back; the database must refuse.
    Insert {
        table: String,
        columns: Vec<Member>,
    },
    /// Requests of every kind to one operation of the OpenAPI document: right ones, wrong ones, odd ones,
    /// by these accounts in turn. Each answer is one that the document promises.
    AnyRequests {
        method: String,
        /// `/books/{id}`
        path: String,
        by: Vec<String>,
        /// Kept records, whose ids may stand in the path.
        records: Vec<String>,
        /// A kept body that is right.
        body: Option<String>,
    },
    /// Who is who: a token made from a good one.
    Token {
        from: String,
        how: Forgery,
        save: String,
    },
}

/// Who creates records where one account may have only one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crowd {
    pub role: String,
    /// The member that names the account, and who sends the requests then; None: each account its own.
    pub named: Option<Named>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    pub member: String,
    pub by: String,
}

/// A record created through the interface, kept under a name.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    pub factory: String,
    pub with: Vec<Member>,
    pub save: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    /// Signed with another key.
    WrongKey,
    /// Rightly signed, but out of date.
    Expired,
    /// Without any signature (`alg: none`).
    Unsigned,
}

#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// Account that sends it.
    pub by: String,
    pub method: &'static str,
    pub path: Vec<PathPart>,
    pub query: Vec<Member>,
    pub headers: Vec<Member>,
    pub body: Payload,
    /// Name under which the answered document is kept.
    pub save: Option<String>,
    pub expect: Vec<Expect>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PathPart {
    Text { text: String },
    Value { value: Operand },
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Payload {
    None,
    /// A valid body of the factory with some members changed or left out.
    Valid {
        factory: String,
        with: Vec<Member>,
        /// Who sends it, where that matters.
        caller: Option<String>,
    },
    /// Just these members.
    Members {
        members: Vec<Member>,
    },
    /// A body kept by an earlier step.
    Saved {
        name: String,
    },
    /// What somebody registers with: the members, and a good password where none is given.
    Registration {
        members: Vec<Member>,
    },
    /// The address with that good password.
    Credentials {
        email: String,
    },
    /// Any JSON document.
    Document {
        value: Operand,
    },
    /// Bytes as they stand.
    Raw {
        content_type: String,
        text: Operand,
    },
}

#[derive(Debug, Clone, Serialize)]
pub struct Member {
    pub name: String,
    pub value: Operand,
}

/// A value in a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Operand {
    Json {
        value: Value,
    },
    /// `"x" * 201`
    Repeated {
        text: String,
        times: u64,
    },
    /// A list of the same item.
    RepeatedItem {
        item: Value,
        times: u64,
    },
    /// A member of something kept: `book["id"]`.
    Of {
        name: String,
        member: String,
    },
    /// The id of an account.
    AccountId {
        account: String,
    },
    List {
        items: Vec<Operand>,
    },
    /// Text around a value, such as `Bearer {token}`.
    Around {
        before: String,
        value: Box<Operand>,
        after: String,
    },
    /// Seconds from now, as a UTC moment or date.
    FromNow {
        seconds: i64,
        form: MomentForm,
    },
    /// The day, week, month or year (in UTC) that a moment lies in, as a line of numbers tells it.
    Span {
        moment: Box<Operand>,
        every: Every,
    },
    /// Something kept, whole.
    Kept {
        name: String,
    },
    /// The member is left out.
    Missing,
}

/// What an answer must be. The first expectation is its status.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Expect {
    Status {
        status: u16,
    },
    /// problem+json with that status that points at the member (`/title`, `?limit`) where one is named.
    Refused {
        status: u16,
        pointer: Option<String>,
    },
    /// A member of the answered document equals the value.
    Equal {
        member: String,
        value: Operand,
    },
    /// A member is text that means the same number.
    SameNumber {
        member: String,
        value: Operand,
    },
    Absent {
        member: String,
    },
    Present {
        member: String,
    },
    /// A member is a moment in UTC, marked `Z`.
    Utc {
        member: String,
    },
    /// Every member of a kept body is answered as it was given, except those; some as text of the same number.
    Holds {
        body: String,
        except: Vec<String>,
        numbers: Vec<String>,
    },
    /// The whole document equals something kept, except those members.
    SameAs {
        name: String,
        except: Vec<String>,
    },
    Header {
        name: String,
        value: Operand,
    },
    /// The listed items are these, told by a member, in this order.
    Items {
        member: String,
        values: Vec<Operand>,
    },
    /// The listed items are these, told by a member, in any order.
    ItemsAnyOrder {
        member: String,
        values: Vec<Operand>,
    },
    /// Among the listed items are these, told by a member.
    Includes {
        member: String,
        values: Vec<Operand>,
    },
    /// Among the listed items is none of these, told by a member.
    Excludes {
        member: String,
        values: Vec<Operand>,
    },
    /// How many items are answered.
    Count {
        count: u32,
    },
    /// A member is a number that was worked out.
    Figure {
        member: String,
        value: Operand,
        how: How,
    },
    /// The same in one of the listed items.
    Line {
        index: u32,
        member: String,
        value: Operand,
        how: How,
    },
    /// A member is the moment (or the day) of the request, in UTC.
    Recent {
        member: String,
        date: bool,
    },
    /// The answer is CSV: a line of names, then one for each of the kept records, in that order.
    Csv {
        header: Vec<String>,
        rows: Vec<String>,
    },
    /// No text of the document holds the value.
    Nowhere {
        value: Operand,
    },
    /// The OpenAPI document offers the route.
    Route {
        method: String,
        path: String,
    },
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Exactly,
    /// Text of the same number.
    Number,
    /// As near as binary fractions are.
    Near,
}

impl Operand {
    pub fn json(value: impl Into<Value>) -> Self {
        Operand::Json { value: value.into() }
    }
    pub fn id_of(name: &str) -> Self {
        Operand::Of { name: name.to_owned(), member: "id".to_owned() }
    }
}

impl Member {
    pub fn new(name: &str, value: Operand) -> Self {
        Self { name: name.to_owned(), value }
    }
}

//! A clerk's browser, as far as the console's calls go: a cookie, an origin, JSON.

use std::cell::RefCell;

use cunji_domain::office::Appointment;
use cunji_domain::organisation::Role;
use cunji_server::accounts::{self, NewAccount};
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::Office;
use crate::fixtures_roster::LEAD;

/// A clerk who is signed in, or is about to.
pub struct Desk {
    runtime: Handle,
    client: Client,
    address: String,
    cookie: RefCell<Option<String>>,
}

/// The password of every clerk of the stories, once they changed the given one.
pub const PASSWORD: &str = "青石板桥边三棵老柿树";

impl Desk {
    /// A browser that nobody is signed in with.
    ///
    /// # Panics
    /// The server is stopped.
    pub fn empty(office: &Office, runtime: &Handle) -> Self {
        let address = office.address().expect("the server serves");
        // As the phones' client does; one that is installed already stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { runtime: runtime.clone(), client, address: format!("http://{address}"), cookie: RefCell::default() }
    }

    /// A clerk with an account made for this role, signed in and with a password of their own; for a lead unit, for that of the fixtures.
    ///
    /// # Panics
    /// The account can't be made, or does not sign in.
    pub fn of(office: &Office, runtime: &Handle, login: &str, role: Role, division: &str) -> Self {
        let division = division.parse().expect("a division");
        let from = cunji_domain::time::local_day(office.now()).expect("a day");
        let unit = role.is_for_a_unit().then(|| LEAD.parse().expect("a unit"));
        Self::with(office, runtime, login, Appointment { role, division, from, to: None, deputy_for: None, unit })
    }

    /// A clerk with an account made for this appointment, as [`Desk::of`] has it.
    ///
    /// # Panics
    /// As it.
    pub fn with(office: &Office, runtime: &Handle, login: &str, appointment: Appointment) -> Self {
        let account = NewAccount { login: login.to_owned(), name: format!("{login}办事员"), appointment };
        let given = accounts::add(office.server(), "stories", &account).expect("an account");
        let desk = Self::empty(office, runtime);
        desk.sign_in(login, &given);
        let change = json!({ "old": given, "new": PASSWORD });
        let changed = desk.call(Method::PUT, "/console/v1/account/password", Some(change));
        assert_eq!(changed.0, StatusCode::NO_CONTENT, "{}", changed.1);
        desk
    }

    /// Signs in.
    ///
    /// # Panics
    /// It is refused.
    pub fn sign_in(&self, login: &str, password: &str) {
        let (status, said) = self.try_sign_in(login, password);
        assert_eq!(status, StatusCode::OK, "{said}");
    }

    /// Signs in, or is told why not.
    pub fn try_sign_in(&self, login: &str, password: &str) -> (StatusCode, Value) {
        self.call(Method::POST, "/console/v1/session", Some(json!({ "login": login, "password": password })))
    }

    /// What a call answers.
    ///
    /// # Panics
    /// It is refused.
    pub fn get(&self, path: &str) -> Value {
        let (status, said) = self.call(Method::GET, path, None);
        assert!(status.is_success(), "{path}: {status} {said}");
        said
    }

    /// Writes something.
    ///
    /// # Panics
    /// It is refused.
    pub fn post(&self, path: &str, body: Value) -> Value {
        let (status, said) = self.call(Method::POST, path, Some(body));
        assert!(status.is_success(), "{path}: {status} {said}");
        said
    }

    /// The code of the refusal.
    ///
    /// # Panics
    /// It is not refused.
    pub fn refused(&self, method: Method, path: &str, body: Option<Value>) -> String {
        let (status, said) = self.call(method, path, body);
        assert!(status.is_client_error(), "{path}: {status} {said}");
        said["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The bytes of a file.
    ///
    /// # Panics
    /// It is refused.
    pub fn file(&self, path: &str) -> Vec<u8> {
        let (status, bytes) = self.send(&self.address, Method::GET, path, None);
        assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        bytes
    }

    /// Brings a file, as a page does: the body is the file.
    pub fn bring(&self, path: &str, file: &[u8]) -> (StatusCode, Value) {
        self.say(Method::POST, path, "application/octet-stream", file)
    }

    /// Puts a file in a place of its own, as a page does: the body is the file.
    pub fn put_file(&self, path: &str, file: &[u8]) -> (StatusCode, Value) {
        self.say(Method::PUT, path, "application/octet-stream", file)
    }

    /// Says something in whatever form, readable or not.
    ///
    /// # Panics
    /// The server does not answer.
    pub fn say(&self, method: Method, path: &str, form: &str, body: &[u8]) -> (StatusCode, Value) {
        let (status, bytes) = self.send_as(&self.address, method, path, Some((form, body.to_vec())));
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// Where the server is, for who speaks to it by hand.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The cookie of its session.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.borrow().clone()
    }

    /// A call from a page of this server.
    pub fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.call_from(&self.address, method, path, body)
    }

    /// A call from a page of some origin.
    ///
    /// # Panics
    /// The server does not answer.
    pub fn call_from(&self, origin: &str, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let (status, bytes) = self.send(origin, method, path, body);
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    fn send(&self, origin: &str, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Vec<u8>) {
        let json = body.map(|body| ("application/json", body.to_string().into_bytes()));
        self.send_as(origin, method, path, json)
    }

    fn send_as(
        &self,
        origin: &str,
        method: Method,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> (StatusCode, Vec<u8>) {
        let mut request = self.client.request(method, format!("{}{path}", self.address)).header(ORIGIN, origin);
        if let Some(cookie) = &*self.cookie.borrow() {
            request = request.header(COOKIE, cookie);
        }
        if let Some((form, body)) = body {
            request = request.header(CONTENT_TYPE, form).body(body);
        }
        self.runtime.block_on(async {
            let answer = request.send().await.expect("an answer");
            let status = answer.status();
            if let Some(set) = answer.headers().get(SET_COOKIE).and_then(|set| set.to_str().ok()) {
                let cookie = set.split(';').next().unwrap_or_default().to_owned();
                *self.cookie.borrow_mut() = Some(cookie);
            }
            let bytes = answer.bytes().await.expect("a whole answer");
            (status, bytes.to_vec())
        })
    }
}

//! Where a batch transport tells outcomes as they come.

use optimist_core::{Input, Key, Outcome, RequestId};

use crate::client::Client;

/// Takes the outcomes of one request, in any order, one by one.
#[derive(Clone)]
pub struct Sink {
    pub(crate) client: Client,
    pub(crate) request: RequestId,
}

impl Sink {
    /// Lets the browser draw, when it is about time. A transport that reads a long stream awaits
    /// this between outcomes.
    pub async fn breathe(&self) {
        self.client.breathe().await;
    }

    /// Tells the outcome of one operation. A key that the request was not asked for, or that was
    /// told before, is not listened to.
    pub fn tell(&self, key: Key, outcome: Outcome) {
        self.client.input(Input::Answered {
            request: self.request,
            key,
            outcome,
        });
    }
}

// A store in memory that can be told to fail.

#ifndef MINGCHA_TESTS_SUPPORT_MEMORY_STORE_H_
#define MINGCHA_TESTS_SUPPORT_MEMORY_STORE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/store.h"

#include "base/mutex.h"

namespace mingcha::testing {

class MemoryStore : public FindingStore {
 public:
  struct Data {
    std::vector<StoredFinding> findings;
    std::map<std::string, Ticket, std::less<>> tickets;
    std::vector<OutboxRow> outbox;
    std::map<ConversationKey, std::string> conversations;
    std::map<std::tuple<std::string, std::string, uint64_t, std::string>, std::string> across;
    int commits = 0;
  };

  // The next `commits` commits fail.
  void FailCommits(int commits) {
    MutexLock lock(mutex_);
    failures_ = commits;
  }
  Data data() const {
    MutexLock lock(mutex_);
    return data_;
  }
  // Called by each commit before it does anything, on the committing thread. Set before any is
  // made.
  void OnCommit(std::function<void()> on_commit) { on_commit_ = std::move(on_commit); }

  absl::StatusOr<std::unique_ptr<StoreTransaction>> Begin() override {
    return std::make_unique<Transaction>(this, data());
  }
  absl::StatusOr<std::vector<StoredFinding>> ListFindings(int64_t after, size_t limit) override {
    std::vector<StoredFinding> listed;
    for (const StoredFinding& stored : data().findings) {
      if (stored.sequence > after && listed.size() < limit) listed.push_back(stored);
    }
    return listed;
  }
  absl::StatusOr<StoredFinding> GetFinding(std::string_view finding_id) override {
    for (const StoredFinding& stored : data().findings) {
      if (stored.finding.finding_id == finding_id) return stored;
    }
    return absl::NotFoundError("no such finding");
  }
  absl::StatusOr<int64_t> LastSequence() override {
    return static_cast<int64_t>(data().findings.size());
  }
  absl::Status VisitConversations(
      const std::function<void(const StoredConversation&)>& visit) override {
    for (const auto& [conversation, state] : data().conversations) visit({conversation, state});
    return absl::OkStatus();
  }
  absl::Status VisitAcross(const std::function<void(const StoredAcross&)>& visit) override {
    for (const auto& [place, state] : data().across) {
      const auto& [tenant, rule_id, key, part] = place;
      visit({tenant, rule_id, key, part, state});
    }
    return absl::OkStatus();
  }

 private:
  // Works on a copy, which becomes the data when it commits.
  class Transaction : public StoreTransaction {
   public:
    Transaction(MemoryStore* store, Data data) : store_(store), data_(std::move(data)) {}

    absl::StatusOr<std::optional<int64_t>> InsertFinding(const Finding& finding) override {
      for (const StoredFinding& stored : data_.findings) {
        if (stored.finding.finding_id == finding.finding_id) return std::optional<int64_t>();
      }
      const auto sequence = static_cast<int64_t>(data_.findings.size()) + 1;
      data_.findings.push_back({sequence, finding});
      return std::optional<int64_t>(sequence);
    }
    absl::StatusOr<std::optional<Ticket>> FindTicket(std::string_view ticket_id) override {
      const auto found = data_.tickets.find(ticket_id);
      if (found == data_.tickets.end()) return std::optional<Ticket>();
      Ticket ticket = found->second;
      ticket.finding_ids.clear();
      return std::optional<Ticket>(std::move(ticket));
    }
    absl::Status PutTicket(const Ticket& ticket) override {
      Ticket& stored = data_.tickets[ticket.ticket_id];
      std::vector<std::string> ids = std::move(stored.finding_ids);
      ids.insert(ids.end(), ticket.finding_ids.begin(), ticket.finding_ids.end());
      stored = ticket;
      stored.finding_ids = std::move(ids);
      return absl::OkStatus();
    }
    absl::Status InsertOutbox(const OutboxRow& row) override {
      data_.outbox.push_back(row);
      return absl::OkStatus();
    }
    absl::Status PutConversation(const StoredConversation& conversation) override {
      if (conversation.state.empty()) {
        data_.conversations.erase(conversation.conversation);
      } else {
        data_.conversations[conversation.conversation] = conversation.state;
      }
      return absl::OkStatus();
    }
    absl::Status PutAcross(const StoredAcross& across) override {
      const std::tuple place(across.tenant, across.rule_id, across.key, across.part);
      if (across.state.empty()) {
        data_.across.erase(place);
      } else {
        data_.across[place] = across.state;
      }
      return absl::OkStatus();
    }
    absl::Status Commit() override { return store_->Take(std::move(data_)); }

   private:
    MemoryStore* store_;
    Data data_;
  };

  absl::Status Take(Data data) {
    if (on_commit_) on_commit_();
    MutexLock lock(mutex_);
    if (failures_ > 0) {
      --failures_;
      return absl::UnavailableError("disk is full");
    }
    ++data.commits;
    data_ = std::move(data);
    return absl::OkStatus();
  }

  std::function<void()> on_commit_;
  mutable Mutex mutex_;
  Data data_ MINGCHA_GUARDED_BY(mutex_);
  int failures_ MINGCHA_GUARDED_BY(mutex_) = 0;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_MEMORY_STORE_H_

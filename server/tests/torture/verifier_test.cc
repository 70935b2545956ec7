#include "server/tests/torture/verifier.h"

#include <gtest/gtest.h>

#include <utility>

#include "server/tests/torture/encode.h"

namespace mcspec::tests::torture {
namespace {

/// A verifier and what it needs. What it finds wrong is the answer; empty if nothing is.
class VerifierTest : public testing::Test {
 protected:
  void ask(Op op, Wire wire, std::uint64_t version = 0) {
    Request request;
    request.op = op;
    request.wire = wire;
    request.family = Family::own;
    request.key = "k";
    request.version = version;
    request.size = sends_value(op) ? 40 : 0;
    request.flags = values_.flags_of("k", version, 40);
    request.opaque = ++opaque_;
    request.asked_at = Clock::now();
    ask(std::move(request));
  }
  void ask(Request request) { verifier_.expect(std::move(request)); }

  std::string take(codec::Bytes octets, codec::ReplyDialect dialect = codec::ReplyDialect::text) {
    ReplyReader reader(dialect);
    reader.feed(octets);
    while (const auto received = reader.next()) {
      if (auto problem = verifier_.take(*received)) return *problem;
    }
    EXPECT_EQ(reader.fault(), codec::Fault::none);
    return {};
  }

  /// The reply to a classic gets of what was stored.
  std::string value_reply(std::uint64_t version) const {
    std::string value;
    values_.append("k", version, 40, value);
    return "VALUE k " + std::to_string(values_.flags_of("k", version, 40)) + " 40 9\r\n" + value +
           "\r\nEND\r\n";
  }

  Target target_;
  Values values_{1};
  Tally tally_;
  Ledger ledger_;
  Verifier verifier_{target_, values_, tally_, ledger_};
  std::uint32_t opaque_ = 0;
};

TEST_F(VerifierTest, IsContentWithWhatWasAskedFor) {
  ask(Op::set, Wire::classic, 5);
  ask(Op::get, Wire::classic);
  ask(Op::remove, Wire::meta);
  ask(Op::get, Wire::meta);
  EXPECT_EQ(take("STORED\r\n" + value_reply(5) + "HD kk O3\r\nEN\r\n"), "");
  EXPECT_TRUE(verifier_.is_settled());
  EXPECT_EQ(tally_.gets.least, 2U);
  EXPECT_EQ(tally_.gets.most, 2U);
}

TEST_F(VerifierTest, FindsAReplyThatIsMissing) {
  ask(Op::set, Wire::classic, 5);
  ask(Op::get, Wire::classic);
  EXPECT_NE(take("END\r\n"), "");
}

TEST_F(VerifierTest, FindsAnotherOpaque) {
  ask(Op::set, Wire::meta, 5);
  EXPECT_NE(take("HD kk O2\r\n"), "");
}

TEST_F(VerifierTest, FindsAnotherOpcode) {
  ask(Op::touch, Wire::binary);
  EXPECT_NE(take("\x81" + packet(0x1d, "", "", "", 1).substr(1), codec::ReplyDialect::binary), "");
}

TEST_F(VerifierTest, FindsAnOldValue) {
  ask(Op::set, Wire::classic, 5);
  ask(Op::set, Wire::classic, 6);
  ask(Op::get, Wire::classic);
  EXPECT_NE(take("STORED\r\nSTORED\r\n" + value_reply(5)), "");
}

TEST_F(VerifierTest, FindsAValueThatWasDeleted) {
  ask(Op::set, Wire::classic, 5);
  ask(Op::remove, Wire::classic);
  ask(Op::get, Wire::classic);
  EXPECT_NE(take("STORED\r\nDELETED\r\n" + value_reply(5)), "");
}

TEST_F(VerifierTest, FindsAValueThatWasMissedBefore) {
  ask(Op::set, Wire::classic, 5);
  ask(Op::get, Wire::classic);
  ask(Op::get, Wire::classic);
  EXPECT_NE(take("STORED\r\nEND\r\n" + value_reply(5)), "");
}

TEST_F(VerifierTest, TakesTheSilenceOfAQuietGetForAMiss) {
  Request quiet;
  quiet.op = Op::get;
  quiet.wire = Wire::meta;
  quiet.quiet = true;
  quiet.key = "q";
  quiet.opaque = 77;
  ask(quiet);
  ask(Op::noop, Wire::meta);
  EXPECT_EQ(take("MN\r\n"), "");
  EXPECT_EQ(tally_.gets.least, 1U);
  ask(quiet);
  ask(Op::noop, Wire::meta);
  EXPECT_NE(take("EN kq O77\r\nMN\r\n"), "");
}

TEST_F(VerifierTest, FindsMoreThanWasAskedFor) {
  ask(Op::noop, Wire::classic);
  EXPECT_NE(take("VERSION 1\r\nVERSION 1\r\n"), "");
}

}  // namespace
}  // namespace mcspec::tests::torture

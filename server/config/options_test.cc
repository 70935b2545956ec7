#include "server/config/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "server/config/exit_status.h"
#include "server/config/option_table.h"

namespace mcspec::config {
namespace {

std::variant<Options, ExitNow> parse(const std::vector<const char*>& arguments) {
  return parse_options(arguments);
}

/// The options; what comes with none of them, and a failure, if the command line is refused.
Options accepted(const std::vector<const char*>& arguments) {
  const auto parsed = parse(arguments);
  if (const auto* const end = std::get_if<ExitNow>(&parsed)) ADD_FAILURE() << end->text;
  const auto* const options = std::get_if<Options>(&parsed);
  return options != nullptr ? *options : Options();
}

ExitNow ended(const std::vector<const char*>& arguments) {
  const auto parsed = parse(arguments);
  const auto* const end = std::get_if<ExitNow>(&parsed);
  if (end != nullptr) return *end;
  ADD_FAILURE() << "the command line was accepted";
  return {.status = -1, .text = ""};
}

TEST(Options, AreMemcachedsDefaultsWithoutAnArgument) {
  const Options options = accepted({});
  EXPECT_EQ(options.port, 11211);
  EXPECT_TRUE(options.listen.empty());
  EXPECT_EQ(options.unix_mask, 0700U);
  EXPECT_EQ(options.memory_limit, 64U << 20);
  EXPECT_EQ(options.max_item_size, 1U << 20);
  EXPECT_EQ(options.threads, 4U);
  EXPECT_EQ(options.conn_limit, 1024U);
  EXPECT_EQ(options.listen_backlog, 1024);
  EXPECT_TRUE(options.maxconns_fast);
  EXPECT_EQ(options.verbose, 0U);
}

TEST(Options, AreReadInEverySpelling) {
  EXPECT_EQ(accepted({"-p", "2000"}).port, 2000);
  EXPECT_EQ(accepted({"-p2000"}).port, 2000);
  EXPECT_EQ(accepted({"--port=2000"}).port, 2000);
  EXPECT_EQ(accepted({"--port", "2000"}).port, 2000);
  const Options bundled = accepted({"-vMp2000", "-v"});
  EXPECT_EQ(bundled.port, 2000);
  EXPECT_EQ(bundled.verbose, 2U);
  EXPECT_TRUE(bundled.disable_evictions);
  EXPECT_EQ(accepted({"-vvv"}).verbose, 3U);
  EXPECT_EQ(accepted({"-p", "1", "-p", "2"}).port, 2);
  EXPECT_EQ(accepted({"-p", "1", "--"}).port, 1);
}

TEST(Options, TcpGoesWhereUdpDoesUnlessItIsToldOtherwise) {
  EXPECT_EQ(accepted({"-U", "2000"}).port, 2000);
  EXPECT_EQ(accepted({"-U", "2000"}).udp_port, 2000);
  EXPECT_EQ(accepted({"-p", "1000", "-U", "2000"}).port, 1000);
  EXPECT_EQ(accepted({"-U", "2000", "-p", "0"}).port, Options::kPortOff);
  EXPECT_EQ(accepted({"-U", "0"}).port, 11211);
}

TEST(Options, AllArriveWhereTheyBelong) {
  const Options options = accepted({"-p",
                                    "-1",
                                    "-s",
                                    "/tmp/s",
                                    "-a",
                                    "770",
                                    "-t",
                                    "8",
                                    "-m",
                                    "128",
                                    "-c",
                                    "10",
                                    "-M",
                                    "-I",
                                    "2m",
                                    "-v",
                                    "-U",
                                    "0",
                                    "-b",
                                    "7",
                                    "-R",
                                    "30",
                                    "-u",
                                    "mail",
                                    "-C",
                                    "-B",
                                    "ascii",
                                    "-o",
                                    "maxconns_fast,no_maxconns_fast,track_sizes,debugtime",
                                    "-D",
                                    "/",
                                    "-X"});
  EXPECT_EQ(options.port, Options::kPortAny);
  EXPECT_EQ(options.unix_socket, "/tmp/s");
  EXPECT_EQ(options.unix_mask, 0770U);
  EXPECT_EQ(options.threads, 8U);
  EXPECT_EQ(options.memory_limit, 128U << 20);
  EXPECT_EQ(options.conn_limit, 10U);
  EXPECT_TRUE(options.disable_evictions);
  EXPECT_EQ(options.max_item_size, 2U << 20);
  EXPECT_EQ(options.verbose, 1U);
  EXPECT_EQ(options.listen_backlog, 7);
  EXPECT_EQ(options.max_reqs_per_event, 30U);
  EXPECT_EQ(options.user, "mail");
  EXPECT_TRUE(options.disable_cas);
  EXPECT_EQ(options.protocol, Protocol::ascii);
  EXPECT_FALSE(options.maxconns_fast);
  EXPECT_TRUE(options.track_sizes);
  EXPECT_TRUE(options.debugtime);
  EXPECT_EQ(options.prefix_delimiter, '/');
  EXPECT_TRUE(options.detail_enabled);
  EXPECT_TRUE(options.disable_dumping);
}

TEST(Options, TakeAddressesFromListsAndFromRepetition) {
  const std::vector<ListenAddress> expected = {{"127.0.0.1", 0}, {"::1", 3000}, {"", 4000},
                                               {"localhost", 0}, {"::1", 0},    {"::1", 0}};
  EXPECT_EQ(accepted({"-l", "127.0.0.1,[::1]:3000", "-l", "*:4000;localhost", "-l", "::1",
                      "--listen=[::1]"})
                .listen,
            expected);
}

TEST(Options, TakeWhatAListenerIsToSpeakFromItsAddress) {
  const std::vector<ListenAddress> expected = {
      {.host = "a", .tls = base::TlsUse::none},
      {.host = "a", .port = 1, .protocol = Protocol::ascii, .tls = base::TlsUse::any_peer},
      {.host = "::1", .port = 2, .protocol = Protocol::binary, .tls = base::TlsUse::known_peer},
      {.host = "a", .port = 3, .protocol = Protocol::negotiated},
      {.host = "a"}};
  EXPECT_EQ(accepted({"-Z", "-o", "ssl_chain_cert=c", "-l",
                      "notls:a,btls:proto[ascii]:a:1,mtls:proto[binary]:tag[x]:[::1]:2,"
                      "proto[negotiating]:a:3,tag_abc_:a"})
                .listen,
            expected);
}

TEST(Options, TakeTheWordsOfTlsFromTheirList) {
  const Options options =
      accepted({"-Z", "-o",
                "ssl_chain_cert=c,ssl_key=k,ssl_ca_cert=a,ssl_verify_mode=2,ssl_keyformat=2,"
                "ssl_ciphers=A:B,ssl_min_version=3,ssl_session_cache,ssl_kernel_tls,"
                "ssl_wbuf_size=32,track_sizes,idle_timeout=7"});
  EXPECT_TRUE(options.enable_ssl);
  EXPECT_EQ(options.ssl.chain_cert, "c");
  EXPECT_EQ(options.ssl.key, "k");
  EXPECT_EQ(options.ssl.ca_cert, "a");
  EXPECT_EQ(options.ssl.verify_mode, base::TlsOptions::VerifyMode::require);
  EXPECT_EQ(options.ssl.key_format, base::TlsOptions::KeyFormat::der);
  EXPECT_EQ(options.ssl.ciphers, "A:B");
  EXPECT_EQ(options.ssl.min_version, base::TlsOptions::MinVersion::tls1_3);
  EXPECT_TRUE(options.ssl.session_cache);
  EXPECT_TRUE(options.ssl.kernel_tls);
  EXPECT_EQ(options.ssl.wbuf_size, 32U * 1024);
  EXPECT_TRUE(options.track_sizes);
  EXPECT_EQ(options.idle_timeout, 7U);
}

TEST(Options, ReadItemSizesInMemcachedsUnits) {
  EXPECT_EQ(accepted({"-I", "1024"}).max_item_size, 1024U);
  EXPECT_EQ(accepted({"-I", "1k"}).max_item_size, 1024U);
  EXPECT_EQ(accepted({"-I", "512K"}).max_item_size, 512U << 10);
  EXPECT_EQ(accepted({"-I", "2M"}).max_item_size, 2U << 20);
  EXPECT_EQ(accepted({"-m", "2048", "-I", "1024m"}).max_item_size, 1U << 30);
}

struct Refusal {
  std::vector<const char*> arguments;
  std::string text;
};

TEST(Options, ThatMakeNoSenseAreRefusedInOneLineThatSaysWhatDoes) {
  constexpr const char* kPort =
      "expected a port from 1 to 65535, 0 for none, or -1 for any that is free";
  const std::string listen =
      "expected host, host:port, [IPv6]:port or * for all interfaces, with commas between several";
  const std::string size =
      "expected octets, or with k or m behind kilobytes or megabytes, from 1k to 1024m";
  const std::string extended =
      "expected maxconns_fast, no_maxconns_fast, idle_timeout, track_sizes, debugtime or ssl_..., "
      "with commas between several";
  const std::string see_help = " (mcspecd -h lists all options)";
  const Refusal refusals[] = {
      {{"-p", "65536"}, std::string("-p 65536: ") + kPort},
      {{"-p", "-2"}, std::string("-p -2: ") + kPort},
      {{"-p", "12x"}, std::string("-p 12x: ") + kPort},
      {{"--port="}, std::string("--port : ") + kPort},
      {{"-p"}, "-p: needs a value, <num>" + see_help},
      {{"--listen"}, "--listen: needs a value, <addr>" + see_help},
      {{"-l", ""}, "-l : " + listen},
      {{"-l", "a,,b"}, "-l a,,b: " + listen},
      {{"-l", "host:0"}, "-l host:0: " + listen},
      {{"-l", "host:http"}, "-l host:http: " + listen},
      {{"-l", "[::1"}, "-l [::1: " + listen},
      {{"-l", "[::1]x"}, "-l [::1]x: " + listen},
      {{"-U", "65536"},
       "-U 65536: expected a port from 1 to 65535, 0 for none, or -1 for any that is free"},
      {{"-U", "1", "-S"}, "-U: datagrams come from anybody; not with -Y or -S"},
      {{"-U", "1", "-Y", "f"}, "-U: datagrams come from anybody; not with -Y or -S"},
      {{"-s", ""}, "-s : expected a path"},
      {{"-a", "800"}, "-a 800: expected access rights in octal, from 0 to 777"},
      {{"-a", "1000"}, "-a 1000: expected access rights in octal, from 0 to 777"},
      {{"-t", "0"}, "-t 0: expected a number from 1 to 1024"},
      {{"-c", "0"}, "-c 0: expected a number from 1 to 1000000"},
      {{"-c", "-1"}, "-c -1: expected a number from 1 to 1000000"},
      {{"-b", "x"}, "-b x: expected a number from 0 to 1000000"},
      {{"-R", "0"}, "-R 0: expected a number from 1 to 2147483647"},
      {{"-m", "0"}, "-m 0: expected megabytes, from 1 to 1048576"},
      {{"-m", "64m"}, "-m 64m: expected megabytes, from 1 to 1048576"},
      {{"-m", "99999999999999999999"},
       "-m 99999999999999999999: expected megabytes, from 1 to 1048576"},
      {{"-I", "1023"}, "-I 1023: " + size},
      {{"-I", "1025m"}, "-I 1025m: " + size},
      {{"-I", "m"}, "-I m: " + size},
      {{"-I", "18014398509481985k"}, "-I 18014398509481985k: " + size},
      {{"-m", "2", "-I", "2m"},
       "-I (2097152 octets): expected at most half of the memory that -m gives (2097152 octets)"},
      {{"-B", "udp"}, "-B udp: expected auto, ascii or binary"},
      {{"-u", ""}, "-u : expected the name of a user"},
      {{"-D", ""}, "-D : expected a character"},
      {{"-o", "modern"}, "-o modern: " + extended},
      {{"-o", "maxconns_fast,"}, "-o maxconns_fast,: " + extended},
      {{"-d"}, "-d: not available yet" + see_help},
      {{"--enable-ssl"}, "-Z: needs a certificate, -o ssl_chain_cert=<file>"},
      {{"-Z", "-o", "ssl_chain_cert=c", "-p", "0", "-U", "1"},
       "-Z: needs TCP; not with -p 0 or -s"},
      {{"-Z", "-o", "ssl_chain_cert=c", "-s", "/s"}, "-Z: needs TCP; not with -p 0 or -s"},
      {{"-o", "ssl_verify_mode=4"},
       "-o ssl_verify_mode=4: ssl_verify_mode: expected 0 (none), 1 (request), 2 (require) or 3 "
       "(once)"},
      {{"-o", "ssl_nonsense"}, "-o ssl_nonsense: " + extended},
      {{"-o", "idle_timeout=x"}, "-o idle_timeout=x: idle_timeout: expected seconds; 0: none"},
      {{"-l", "notls:a"}, "-l: notls:, btls: and mtls: only with -Z"},
      {{"-l", "proto[proxy]:a"}, "-l proto[proxy]:a: " + listen},
      {{"-l", "tag[123456789]:a"}, "-l tag[123456789]:a: " + listen},
      {{"-Y", "f", "-l", "proto[binary]:a"}, "-l: with -Y, proto[ascii] alone"},
      {{"-Y", "f", "-l", "proto[negotiating]:a"}, "-l: with -Y, proto[ascii] alone"},
      {{"-S", "-l", "proto[ascii]:a"}, "-l: with -S, proto[binary] alone"},
      {{"-S", "-l", "proto[negotiating]:a"}, "-l: with -S, proto[binary] alone"},
      {{"-Y", ""}, "-Y : expected a file of user:password lines"},
      {{"-Y", "x", "-S"}, "-Y: speaks text alone; not with -S or -B binary"},
      {{"-Y", "x", "-B", "binary"}, "-Y: speaks text alone; not with -S or -B binary"},
      {{"-S", "-B", "ascii"}, "-S: speaks binary alone; not with -B ascii"},
      {{"-q"}, "unknown option -q" + see_help},
      {{"-vq"}, "unknown option -q" + see_help},
      {{"--nonsense=1"}, "unknown option --nonsense" + see_help},
      {{"--verbose=1"}, "--verbose: takes no value"},
      {{"11211"}, "unexpected argument 11211" + see_help},
      {{"--", "-v"}, "unexpected argument -v" + see_help},
      {{"-"}, "unexpected argument -" + see_help},
      {{"-p", "0"}, "-p 0: nowhere to listen; expected a port, or -s with a socket file"},
  };
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.text);
    const ExitNow end = ended(refusal.arguments);
    EXPECT_EQ(end.status, kExitUsage);
    EXPECT_EQ(end.text, "mcspecd: " + refusal.text + "\n");
  }
}

TEST(Options, AllowNoTcpWhenThereIsASocketFile) {
  EXPECT_EQ(accepted({"-p", "0", "-s", "/tmp/s"}).port, Options::kPortOff);
}

TEST(Options, PrintTheVersionsOfTheProgramAndOfTheProtocol) {
  const ExitNow end = ended({"-V"});
  EXPECT_EQ(end.status, kExitOk);
  EXPECT_TRUE(end.text.starts_with("mcspecd "));
  EXPECT_TRUE(end.text.ends_with(" (memcached 1.6.45 protocol)\n"));
}

TEST(Options, PrintHelpOnEachOfThem) {
  const ExitNow end = ended({"-p", "1", "--help"});
  EXPECT_EQ(end.status, kExitOk);
  EXPECT_EQ(end.text, help_text());
  for (const OptionInfo& option : option_table()) {
    EXPECT_NE(end.text.find(std::string(" -") + option.letter), std::string::npos) << option.letter;
  }
}

TEST(Options, HaveHelpThatFitsATerminal) {
  std::istringstream lines(help_text());
  std::string line;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(Options, HaveLettersAndNamesOfTheirOwn) {
  const auto table = option_table();
  for (std::size_t at = 0; at < table.size(); ++at) {
    for (std::size_t other = at + 1; other < table.size(); ++other) {
      EXPECT_NE(table[at].letter, table[other].letter);
      if (!table[at].name.empty()) {
        EXPECT_NE(table[at].name, table[other].name);
      }
    }
    EXPECT_EQ(table[at].apply != nullptr, table[at].action == Action::apply);
  }
}

}  // namespace
}  // namespace mcspec::config

#include "codec/udp/frame.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>

namespace mcspec::codec::udp {
namespace {

constexpr Bytes kRequest("\x12\x34\x00\x01\x02\x03\xff\xfeversion\r\n", 17);

std::string written(const Frame& frame) {
  std::array<char, kFrameHeaderSize> space;
  Writer out(space);
  encode(out, frame);
  EXPECT_TRUE(out.ok());
  return std::string(out.written());
}

TEST(Frame, IsReadMostSignificantOctetFirst) {
  Frame frame;
  ASSERT_EQ(decode_frame(kRequest, frame), Fault::none);
  EXPECT_EQ(frame.request_id, 0x1234);
  EXPECT_EQ(frame.sequence, 0x0001);
  EXPECT_EQ(frame.count, 0x0203);
  EXPECT_EQ(frame.reserved, 0xfffe);
  EXPECT_EQ(payload(kRequest), "version\r\n");
}

TEST(Frame, IsWrittenAsItWasRead) {
  Frame frame;
  ASSERT_EQ(decode_frame(kRequest, frame), Fault::none);
  EXPECT_EQ(written(frame), kRequest.substr(0, kFrameHeaderSize));
  EXPECT_EQ(written({.request_id = 0x1234}), std::string("\x12\x34\0\0\0\x01\0\0", 8));
}

TEST(Frame, IsNotReadFromFewerThanEightOctets) {
  for (std::size_t size = 0; size < kFrameHeaderSize; ++size) {
    const std::string exact(kRequest.substr(0, size));
    Frame frame{.request_id = 7};
    EXPECT_EQ(decode_frame(exact, frame), Fault::datagram_too_short) << size;
    EXPECT_EQ(frame.request_id, 7) << size;
  }
  const std::string header(kRequest.substr(0, kFrameHeaderSize));
  Frame frame;
  EXPECT_EQ(decode_frame(header, frame), Fault::none);
  EXPECT_EQ(payload(header), "");
}

TEST(Frame, IsARequestIfItHasAPayloadAndIsTheOnlyOne) {
  EXPECT_EQ(check_request({.count = 1}, 1), Fault::none);
  EXPECT_EQ(check_request({.count = 1}, 0), Fault::empty_datagram);
  EXPECT_EQ(check_request({.count = 0}, 0), Fault::empty_datagram);
  for (const std::uint16_t count : std::array<std::uint16_t, 5>{0, 2, 256, 257, 65535}) {
    EXPECT_EQ(check_request({.count = count}, 1), Fault::split_request) << count;
  }
}

TEST(Frame, IsARequestWhateverItsSequenceAndReservedSay) {
  EXPECT_EQ(check_request({.sequence = 65535, .count = 1, .reserved = 65535}, 1), Fault::none);
}

TEST(DatagramCount, RoundsUp) {
  EXPECT_EQ(datagram_count(0), 0);
  EXPECT_EQ(datagram_count(1), 1);
  EXPECT_EQ(datagram_count(1391), 1);
  EXPECT_EQ(datagram_count(1392), 1);
  EXPECT_EQ(datagram_count(1393), 2);
  EXPECT_EQ(datagram_count(2 * 1392), 2);
  EXPECT_EQ(datagram_count(2 * 1392 + 1), 3);
  EXPECT_EQ(datagram_count(5023), 4) << "as memcached 1.6.45 sends a value of 5,000 octets";
}

TEST(DatagramCount, EndsWithTheSixteenBitsOfACount) {
  constexpr std::uint64_t kMost = std::uint64_t{65535} * kPayloadSizeMax;
  EXPECT_EQ(datagram_count(kMost), 65535);
  EXPECT_EQ(datagram_count(kMost - kPayloadSizeMax + 1), 65535);
  EXPECT_EQ(datagram_count(kMost - kPayloadSizeMax), 65534);
  EXPECT_EQ(datagram_count(kMost + 1), std::nullopt);
  EXPECT_EQ(datagram_count(kMost + kPayloadSizeMax), std::nullopt) << "65536 is no 0";
  EXPECT_EQ(datagram_count(std::numeric_limits<std::uint64_t>::max()), std::nullopt);
}

TEST(DatagramCount, LeavesRoomForTheHeader) {
  EXPECT_EQ(datagram_count(1, 0), std::nullopt);
  EXPECT_EQ(datagram_count(1, 7), std::nullopt);
  EXPECT_EQ(datagram_count(1, 8), std::nullopt);
  EXPECT_EQ(datagram_count(65535, 9), 65535);
  EXPECT_EQ(datagram_count(65536, 9), std::nullopt);
  EXPECT_EQ(datagram_count(std::numeric_limits<std::uint64_t>::max(),
                           std::numeric_limits<std::size_t>::max()),
            sizeof(std::size_t) == 8 ? std::optional<std::uint16_t>(2) : std::nullopt);
}

TEST(DatagramCount, IsWhatTheReplyNeeds) {
  for (const std::size_t datagram_size : {9U, 10U, 100U, 1400U}) {
    const std::size_t payload_size = datagram_size - kFrameHeaderSize;
    for (std::uint64_t size = 0; size < 3000; ++size) {
      std::uint64_t count = 0;
      for (std::uint64_t sent = 0; sent < size; sent += payload_size) ++count;
      ASSERT_EQ(datagram_count(size, datagram_size), count) << size << ' ' << datagram_size;
    }
  }
}

}  // namespace
}  // namespace mcspec::codec::udp

# GoogleTest: the installed one, or one that is built along, as a cross build has to.

set(MCSPEC_GOOGLETEST_SOURCE "" CACHE PATH
  "Source tree of GoogleTest to build instead of using the installed one, e.g. /usr/src/googletest")

if(MCSPEC_GOOGLETEST_SOURCE)
  set(BUILD_GMOCK OFF CACHE BOOL "GoogleMock is not used")
  set(INSTALL_GTEST OFF CACHE BOOL "GoogleTest is not ours to install")
  add_subdirectory(${MCSPEC_GOOGLETEST_SOURCE} googletest EXCLUDE_FROM_ALL)
else()
  find_package(GTest REQUIRED)
endif()
include(GoogleTest)
